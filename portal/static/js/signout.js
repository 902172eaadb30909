// Signing out leaves nothing on this device, and closes the other tabs too.
const channel = new BroadcastChannel("aspire");

addEventListener("submit", ({ target }) => {
  if (!target.matches("[data-sign-out]")) return;
  sessionStorage.clear();
  localStorage.clear();
  channel.postMessage("out");
});

channel.onmessage = () => {
  if (!document.querySelector("[data-sign-out]")) return;
  for (const form of document.querySelectorAll("[data-dirty]")) delete form.dataset.dirty;
  location.replace("/sign-in");
};
