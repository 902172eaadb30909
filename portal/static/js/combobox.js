// Suggestions under a field, after the ARIA combobox pattern. htmx fetches the list; this opens it,
// moves through it and takes a choice: data-href leads on, data-value (and data-id) fills the field.
const parts = (node) => {
  const combo = node.closest?.("[data-combobox]");
  const input = combo?.querySelector("[role=combobox]");
  return input && { combo, input, list: document.getElementById(input.getAttribute("aria-controls")) };
};
const options = (list) => [...list.querySelectorAll("[role=option]")];

function show({ input, list }, open) {
  list.hidden = !open;
  input.setAttribute("aria-expanded", String(open));
  if (!open) mark({ input, list }, null);
}

function mark({ input, list }, option) {
  for (const each of options(list)) each.setAttribute("aria-selected", String(each === option));
  if (option) {
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

function step(part, by) {
  const all = options(part.list);
  const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  mark(part, all[now < 0 && by < 0 ? all.length - 1 : (now + by + all.length) % all.length]);
}

function choose(part, option) {
  if (option.dataset.href) return void location.assign(option.dataset.href);
  part.input.value = option.dataset.value ?? option.textContent.trim();
  const chosen = part.combo.querySelector("[data-chosen]");
  if (chosen) chosen.value = option.dataset.id ?? "";
  show(part, false);
  if (part.combo.hasAttribute("data-submit")) part.input.form?.requestSubmit();
  else part.combo.dispatchEvent(new CustomEvent("aspire:chosen", { bubbles: true, detail: option.dataset }));
}

document.addEventListener("htmx:after:swap", ({ detail }) => {
  const part = detail.ctx.sourceElement && parts(detail.ctx.sourceElement);
  if (!part?.list || detail.ctx.sourceElement !== part.input) return;
  const all = options(part.list);
  all.forEach((option, n) => { option.id ||= `${part.list.id}-${n}`; });
  mark(part, null);
  show(part, all.length > 0 && part.input.value.trim() !== "" && document.activeElement === part.input);
  const count = part.combo.querySelector("[data-count]");
  if (count) count.textContent = all.length === 1 ? "1 suggestion" : `${all.length || "No"} suggestions`;
});

document.addEventListener("keydown", (event) => {
  if (event.target.getAttribute?.("role") !== "combobox") return;
  const part = parts(event.target);
  if (!part?.list) return;
  const active = part.list.querySelector("[aria-selected=true]");
  const open = !part.list.hidden;
  if (event.key.startsWith("Arrow") && /Up|Down/.test(event.key) && options(part.list).length) {
    show(part, true);
    step(part, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && open && active) choose(part, active);
  else if (event.key === "Escape" && open) show(part, false);
  else return;
  event.preventDefault();
});

document.addEventListener("input", (event) => {
  const part = event.target.getAttribute?.("role") === "combobox" && parts(event.target);
  const chosen = part && part.combo.querySelector("[data-chosen]");
  if (chosen) chosen.value = "";
  if (part?.list && !event.target.value.trim()) show(part, false);
});

document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.("[data-combobox] [role=option]");
  if (option) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const option = event.target.closest?.("[data-combobox] [role=option]");
  if (option) choose(parts(option), option);
});
document.addEventListener("focusout", (event) => {
  const part = parts(event.target);
  if (part?.list && !part.combo.contains(event.relatedTarget)) show(part, false);
});
