// A newer service worker waits for "Update now" (js/offers.js).
const ADDRESS = "/service-worker.js";
const policy = window.trustedTypes?.createPolicy("portal", {
  createScriptURL: (url) => (url === ADDRESS ? url : ""),
});
const workers = navigator.serviceWorker;

function look(worker) {
  const waits = worker?.state === "installed" && workers.controller && !sessionStorage.later;
  if (waits) import(document.getElementById("later").dataset.offers).then((made) => made.update(worker));
}

workers?.register(policy?.createScriptURL(ADDRESS) ?? ADDRESS).then((registration) => {
  look(registration.waiting);
  registration.onupdatefound = ({ target: { installing } }) => {
    installing.onstatechange = () => look(installing);
  };
}, () => {}); // Only offline needs it.
