// A form is sent once. Its button stays enabled, or its own name and value would not be sent.
const sending = new Map();

function free(form) {
  const state = sending.get(form);
  sending.delete(form);
  state?.button?.removeAttribute("aria-busy");
  if (state?.label) state.label.data = state.words;
}

addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  if (sending.has(form)) {
    event.preventDefault();
    return event.stopImmediatePropagation();
  }
  if (form.method !== "post") return;
  const label = button?.dataset.busy && [...button.childNodes].findLast((node) => node.data?.trim());
  sending.set(form, { button, label, words: label?.data });
  button?.setAttribute("aria-busy", "true");
  if (label) label.data = button.dataset.busy;
  setTimeout(free, 15000, form);
}, true);

const freeAll = () => sending.forEach((_, form) => free(form));
addEventListener("htmx:finally:request", freeAll);
addEventListener("pageshow", freeAll);
