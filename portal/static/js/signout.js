// Signing out leaves nothing of the person on this device, and closes the other tabs too.
const channel = new BroadcastChannel("aspire");
const KEPT = ["aspire.install"]; // when the offer to install was turned down: nothing about a person

function wipe() {
  sessionStorage.clear();
  for (const key of Object.keys(localStorage)) if (!KEPT.includes(key)) localStorage.removeItem(key);
  window.caches?.keys().then((names) => {
    for (const name of names) if (!name.startsWith("aspire-static-")) caches.delete(name);
  });
}

addEventListener("submit", ({ target }) => {
  if (!target.hasAttribute("data-sign-out")) return;
  wipe();
  channel.postMessage("signed out");
});

channel.addEventListener("message", ({ data }) => {
  if (data !== "signed out" || !document.querySelector("[data-sign-out]")) return;
  document.querySelectorAll("form[data-dirty]").forEach((form) => delete form.dataset.dirty);
  location.replace("/sign-in");
});
