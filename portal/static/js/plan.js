// Steps of a plan can be dragged to another place; the buttons beside them do the same.
const list = document.querySelector("ol[data-order]");
const form = document.getElementById("order");
let held;

const steps = () => [...list.children];
for (const step of steps()) step.draggable = true;

list.addEventListener("dragstart", ({ target, dataTransfer }) => {
  held = target.closest?.("[data-step]");
  dataTransfer.effectAllowed = "move";
});
list.addEventListener("dragover", (event) => {
  const over = event.target.closest("[data-step]");
  if (!held) return;
  event.preventDefault();
  if (!over || over === held) return;
  const { top, height } = over.getBoundingClientRect();
  over[event.clientY < top + height / 2 ? "before" : "after"](held);
});
list.addEventListener("dragend", () => {
  held = null;
  const order = steps().map((step) => step.dataset.step).join(" ");
  if (order === list.dataset.order) return;
  form.elements.order.value = order;
  form.requestSubmit();
});
