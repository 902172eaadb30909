// A confirmation leaves after 8 seconds or at the next deed; a trouble when closed.
const flash = document.getElementById("flash");

function add(parent, tag, className, textContent) {
  const made = Object.assign(document.createElement(tag), { className, textContent });
  parent.append(made);
  return made;
}

function leave(toast) {
  if (toast.matches(":hover, :focus-within")) setTimeout(leave, 2000, toast);
  else toast.remove();
}

function arm(toast) {
  delete toast.dataset.toast;
  if (toast.matches(".toast-bad")) add(toast, "button", "btn", "Close").onclick = () => toast.remove();
  else {
    localStorage.succeeded = 1;
    setTimeout(leave, 8000, toast);
  }
}

const armAll = () => flash.querySelectorAll("[data-toast]").forEach(arm);
new MutationObserver(armAll).observe(flash, { childList: true });
armAll();

addEventListener("htmx:before:request", () => flash.querySelector(".toast:not(.toast-bad)")?.remove());
addEventListener("aspire:say", ({ detail }) => {
  flash.replaceChildren();
  add(add(flash, "div", "toast toast-bad", ""), "span", "", detail);
  arm(flash.firstChild);
});
