// Kept on the device: nothing after signing out; the other tabs close too.
const channel = new BroadcastChannel("aspire");
const out = document.querySelector("[data-sign-out]");

if (document.querySelector(".auth")) {
  delete localStorage.leaving;
  channel.postMessage("out");
} else if (out) {
  channel.onmessage = () => {
    for (const form of document.querySelectorAll("[data-dirty]")) delete form.dataset.dirty;
    location.replace("/sign-in");
  };
  if (localStorage.leaving) out.requestSubmit(); // Begun without a network.
}

addEventListener("submit", async (event) => {
  if (event.target !== out) return;
  if (localStorage.waiting) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const { leave } = await import(document.getElementById("later").dataset.queue);
    if (!(await leave())) return;
    out.requestSubmit();
  }
  sessionStorage.clear();
  localStorage.clear();
  localStorage.leaving = 1;
  if (!navigator.onLine) channel.postMessage("out");
}, true);
