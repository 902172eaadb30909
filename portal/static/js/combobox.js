// ARIA combobox: data-href leads on, data-value fills the field ("chosen").
function around(node) {
  const combo = node?.closest?.("[data-combobox]");
  const find = (selector) => combo.querySelector(selector);
  return combo && { combo, input: find("[role=combobox]"), list: find("[role=listbox]"), find };
}

// Whose list was closed since the last letter: a late answer does not open it again.
let closed;

const options = (list) => [...list.querySelectorAll("[role=option]")];

function mark({ input, list }, option) {
  for (const each of options(list)) each.setAttribute("aria-selected", each === option);
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function show(part, open) {
  part.list.hidden = !open;
  part.input.setAttribute("aria-expanded", open);
  if (!open) mark(part);
}

function choose(part, { dataset, textContent }) {
  if (dataset.href) return location.assign(dataset.href);
  part.input.value = dataset.value ?? textContent.trim();
  const chosen = part.find("[data-chosen]");
  if (chosen) chosen.value = dataset.id ?? "";
  closed = part.input;
  show(part, false);
  part.input.dispatchEvent(new Event("chosen"));
}

function offer(part) {
  const all = options(part.list);
  all.forEach((option, n) => (option.id ||= `${part.list.id}-${n}`));
  mark(part);
  const wanted = part.input.value.trim() !== "" && part.input !== closed;
  show(part, all.length > 0 && wanted && part.input.matches(":focus"));
  const count = part.find("[data-count]");
  if (count) count.textContent = `Suggestions: ${all.length}`;
}

addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const part = around(ctx.sourceElement);
  if (part?.input === ctx.sourceElement) offer(part);
});
// This module comes with the first focus: suggestions may have been faster.
const first = around(document.activeElement);
if (first?.list.hasChildNodes()) offer(first);

addEventListener("keydown", (event) => {
  const part = around(event.target);
  // Enter and the arrows belong to the keyboard that puts letters together, as long as it does.
  if (part?.input !== event.target || event.isComposing) return;
  const all = options(part.list);
  const now = all.findIndex((option) => option.ariaSelected === "true");
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const open = !part.list.hidden;
  if (event.key === "Escape") closed = part.input;
  // What moves the caret leads back into the box: Enter means what stands there again.
  if (/^(Home|End|Arrow(Left|Right))$/.test(event.key)) mark(part);
  if (by && all.length) {
    show(part, true);
    mark(part, all[now < 0 && by < 0 ? all.length - 1 : (now + by + all.length) % all.length]);
  } else if (event.key === "Enter" && open && now >= 0) choose(part, all[now]);
  else if (event.key === "Escape" && open) show(part, false);
  else return;
  event.preventDefault();
});

addEventListener("input", ({ target }) => {
  const part = around(target);
  const chosen = part?.find("[data-chosen]");
  if (chosen) chosen.value = "";
  closed = undefined;
  // What was marked was found for fewer letters: Enter means what is typed now.
  if (part) mark(part);
  if (part && !target.value.trim()) show(part, false);
});

const option = ({ target }) => target.closest?.("[data-combobox] [role=option]");
addEventListener("pointerdown", (event) => option(event) && event.preventDefault());
addEventListener("click", (event) => option(event) && choose(around(event.target), option(event)));
addEventListener("focusout", ({ target, relatedTarget }) => {
  const part = around(target);
  if (part && !part.combo.contains(relatedTarget)) show(part, false);
});
