// A newer service worker waits for "Update now"; unsaved words are never reloaded away.
const ADDRESS = "/service-worker.js";
const policy = window.trustedTypes?.createPolicy("portal", {
  createScriptURL: (url) => (url === ADDRESS ? url : ""),
});
const workers = navigator.serviceWorker;

function offer(worker) {
  const bar = document.getElementById("update-bar").content.firstElementChild.cloneNode(true);
  bar.querySelector("[data-yes]").onclick = () => {
    bar.remove();
    workers.oncontrollerchange = () => document.querySelector("form[data-dirty]") || location.reload();
    worker.postMessage("update now");
  };
  bar.querySelector("[data-no]").onclick = () => {
    sessionStorage.later = 1;
    bar.remove();
  };
  document.body.prepend(bar);
}

function look(worker) {
  const wait = worker?.state === "installed" && workers.controller;
  if (wait && !sessionStorage.later) offer(worker);
}

workers?.register(policy?.createScriptURL(ADDRESS) ?? ADDRESS).then((registration) => {
  look(registration.waiting);
  registration.onupdatefound = ({ target: { installing } }) => {
    installing.onstatechange = () => look(installing);
  };
}, () => {}); // Only offline needs it.
