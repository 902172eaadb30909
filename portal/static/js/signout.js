// Kept on the device: nothing after signing out; the other tabs close too.
const channel = new BroadcastChannel("aspire");

if (location.pathname === "/sign-in") channel.postMessage("out");
else if (document.querySelector("[data-sign-out]")) channel.onmessage = () => {
  for (const form of document.querySelectorAll("[data-dirty]")) delete form.dataset.dirty;
  location.replace("/sign-in");
};

addEventListener("submit", ({ target }) => {
  if (!target.matches("[data-sign-out]")) return;
  sessionStorage.clear();
  localStorage.clear();
});
