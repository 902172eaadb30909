// Steps of a plan can be dragged to another place; the buttons beside them do the same.
let held;

const stepOf = ({ target }) => target.closest?.("[data-step]");

addEventListener("pointerdown", (event) => {
  const step = stepOf(event);
  if (step) step.draggable = !event.target.closest("a, button, form");
});
addEventListener("dragstart", (event) => {
  held = stepOf(event);
});
addEventListener("dragover", (event) => {
  const over = stepOf(event);
  if (!held) return;
  event.preventDefault();
  if (!over || over === held) return;
  const { top, height } = over.getBoundingClientRect();
  over[event.clientY < top + height / 2 ? "before" : "after"](held);
});
addEventListener("dragend", () => {
  const list = held?.parentElement;
  held = null;
  if (!list) return;
  const order = [...list.children].map((step) => step.dataset.step).join(" ");
  if (order === list.dataset.order) return;
  const form = document.getElementById("order");
  form.elements.order.value = order;
  form.requestSubmit();
});
