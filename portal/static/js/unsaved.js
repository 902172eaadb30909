// A form marked data-unsaved warns before what was typed in it is left behind.
const marked = (node) => node?.closest?.("form[data-unsaved]");
const mark = (form) => form && (form.dataset.dirty = "");

addEventListener("input", ({ target }) => mark(marked(target)));
addEventListener("submit", ({ target }) => delete target.dataset.dirty);
addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.request.method !== "GET" && !(ctx.response?.status < 400)) mark(marked(ctx.sourceElement));
});
addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]")) event.preventDefault();
});
