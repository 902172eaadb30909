// Toasts: what the server said in #flash, and what other behaviours say with an "aspire:say" event.
// A confirmation leaves after 8 seconds, not while it is pointed at or focused; a trouble stays until closed.
const flash = document.getElementById("flash");

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function leave(toast) {
  if (!toast.isConnected) return;
  if (toast.matches(":hover, :focus-within")) setTimeout(leave, 2000, toast);
  else toast.remove();
}

function arm(toast) {
  if ("armed" in toast.dataset) return;
  toast.dataset.armed = "";
  if (!toast.classList.contains("toast-bad")) return void setTimeout(leave, 8000, toast);
  const close = element("button", "btn", "Close");
  close.type = "button";
  close.addEventListener("click", () => toast.remove());
  toast.append(close);
}

function say(text, bad) {
  const toast = element("div", bad ? "toast toast-bad" : "toast");
  toast.dataset.toast = "";
  toast.append(element("span", "", text));
  flash.replaceChildren(toast);
}

if (flash) {
  const armAll = () => flash.querySelectorAll("[data-toast]").forEach(arm);
  new MutationObserver(armAll).observe(flash, { childList: true });
  document.addEventListener("aspire:say", (event) => say(event.detail.text, event.detail.bad));
  armAll();
}
