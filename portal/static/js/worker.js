// Registers the service worker. A newer one waits until the person says "Update now"; a form with
// unsaved words is never reloaded away.
const ADDRESS = "/service-worker.js";
const policy = window.trustedTypes?.createPolicy("portal", {
  createScriptURL(url) {
    if (url !== ADDRESS) throw new TypeError(`not a script of this portal: ${url}`);
    return url;
  },
});
let asked = false;

function offer(worker) {
  const template = document.getElementById("update-bar");
  if (!template || sessionStorage.getItem("aspire.later") || document.querySelector("[data-update]")) return;
  const bar = template.content.firstElementChild.cloneNode(true);
  bar.dataset.update = "";
  bar.querySelector("[data-yes]").addEventListener("click", () => {
    asked = true;
    bar.remove();
    worker.postMessage("update now");
  });
  bar.querySelector("[data-no]").addEventListener("click", () => {
    sessionStorage.setItem("aspire.later", "1");
    bar.remove();
  });
  document.body.prepend(bar);
}

async function start() {
  const container = navigator.serviceWorker;
  const registration = await container.register(policy ? policy.createScriptURL(ADDRESS) : ADDRESS, { updateViaCache: "none" });
  const ready = (worker) => worker?.state === "installed" && container.controller && offer(worker);
  ready(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker.addEventListener("statechange", () => ready(worker));
  });
  container.addEventListener("controllerchange", () => {
    if (asked && !document.querySelector("form[data-dirty]")) location.reload();
  });
}

if ("serviceWorker" in navigator) addEventListener("load", () => start().catch(() => {}));
