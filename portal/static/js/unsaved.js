// A form marked data-unsaved warns before what was typed is left behind.
function mark(node) {
  const form = node?.closest("form[data-unsaved]");
  if (form) form.dataset.dirty = "";
}

addEventListener("input", ({ target }) => mark(target));
addEventListener("submit", ({ target }) => delete target.dataset.dirty);
addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.request.method !== "GET" && !(ctx.response?.status < 400)) mark(ctx.sourceElement);
});
addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]")) event.preventDefault();
});
