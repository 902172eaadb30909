// Toasts: a confirmation leaves after 8 seconds unless pointed at; a trouble stays until closed.
const flash = document.getElementById("flash");

function add(parent, tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  parent.append(made);
  return made;
}

function leave(toast) {
  if (toast.matches(":hover, :focus-within")) setTimeout(leave, 2000, toast);
  else toast.remove();
}

function arm(toast) {
  if (toast.matches(".toast-bad")) {
    const close = add(toast, "button", "btn", "Close");
    close.onclick = () => toast.remove();
  } else setTimeout(leave, 8000, toast);
}

new MutationObserver((changes) => {
  for (const { addedNodes } of changes) for (const node of addedNodes) if (node.matches?.(".toast")) arm(node);
}).observe(flash, { childList: true });
flash.querySelectorAll(".toast").forEach(arm);

addEventListener("aspire:say", ({ detail }) => {
  flash.replaceChildren();
  add(add(flash, "div", "toast toast-bad", ""), "span", "", detail);
});
