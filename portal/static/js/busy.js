// A form that is being sent is sent once: its button says so, and a second press does nothing.
// The button is not disabled, or its own name and value would not be sent.
const sending = new Map();

function free(form) {
  const state = sending.get(form);
  if (!state) return;
  sending.delete(form);
  clearTimeout(state.timer);
  state.button?.removeAttribute("aria-busy");
  if (state.label) state.label.textContent = state.words;
}

function labelOf(button) {
  return [...button.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()).pop();
}

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (sending.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const button = event.submitter;
  const label = button?.dataset.busy ? labelOf(button) : null;
  sending.set(form, { button, label, words: label?.textContent, timer: setTimeout(free, 15000, form) });
  button?.setAttribute("aria-busy", "true");
  if (label) label.textContent = button.dataset.busy;
}, true);

document.addEventListener("htmx:finally:request", ({ detail }) => {
  const source = detail.ctx.sourceElement;
  free(source);
  for (const form of sending.keys()) if (!form.isConnected || form.contains(source)) free(form);
});
addEventListener("pageshow", (event) => event.persisted && [...sending.keys()].forEach(free));
