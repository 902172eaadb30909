// A form marked data-unsaved warns before what was typed in it is left behind.
const dirty = () => document.querySelector("form[data-dirty]");

document.addEventListener("input", ({ target }) => {
  const form = target.closest?.("form[data-unsaved]");
  if (form) form.dataset.dirty = "";
});

// Sent by an ordinary page load or by htmx: either way it is on its way; what comes back decides.
document.addEventListener("submit", ({ target }) => delete target.dataset.dirty);

document.addEventListener("htmx:finally:request", ({ detail }) => {
  const form = detail.ctx.sourceElement?.closest?.("form[data-unsaved]");
  const failed = !detail.ctx.response || detail.ctx.response.status >= 400;
  if (form && failed && detail.ctx.request.method !== "GET") form.dataset.dirty = "";
});

addEventListener("beforeunload", (event) => dirty() && event.preventDefault());
