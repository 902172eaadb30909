// Kept on the device: nothing after signing out; the other tabs close too.
const channel = new BroadcastChannel("aspire");
const out = document.querySelector("[data-sign-out]");

if (document.querySelector(".auth")) {
  delete localStorage.leaving;
  channel.postMessage("out");
} else if (out) {
  channel.onmessage = ({ data }) => {
    if (data !== "out") return;
    for (const form of document.querySelectorAll("[data-dirty]")) delete form.dataset.dirty;
    location.replace("/sign-in");
  };
  if (localStorage.leaving) out.requestSubmit(); // Begun without a network.
}

addEventListener("submit", async (event) => {
  if (event.target !== out) return;
  if (localStorage.waiting || localStorage.mine) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const asking = await import(document.getElementById("later").dataset.asking).catch(() => null);
    if (asking && !(await asking.leave())) return;
    delete localStorage.waiting;
    delete localStorage.mine;
    out.requestSubmit();
  }
  sessionStorage.clear();
  localStorage.clear();
  localStorage.leaving = 1;
  if (!navigator.onLine) channel.postMessage("out");
}, true);
