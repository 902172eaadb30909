// Two offers, fetched when there is one to make: a newer release, and a place on the home screen.
const clone = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

/** A newer service worker waits; unsaved words are never reloaded away. */
export function update(worker) {
  const bar = clone("update-bar");
  bar.querySelector("[data-yes]").onclick = () => {
    bar.remove();
    navigator.serviceWorker.oncontrollerchange = () => document.querySelector("form[data-dirty]") || location.reload();
    worker.postMessage("update now");
  };
  bar.querySelector("[data-no]").onclick = () => {
    sessionStorage.later = 1;
    bar.remove();
  };
  document.querySelector(".app, .auth").before(bar);
}

/** Never beside a form, and not again for 90 days after "Not now". */
export function install(event) {
  const declined = Date.now() - (localStorage.declined ?? 0) < 7776e6;
  const filling = document.querySelector("main :is(textarea, select, input:not([type=hidden]))");
  const app = document.querySelector(".app:not(.app-out)");
  if (declined || filling || !app) return;
  const place = document.createElement("div");
  place.className = "toasts";
  place.append(clone("install-card"));
  place.onclick = ({ target }) => {
    if (!target.matches("button")) return;
    localStorage.declined = Date.now();
    place.remove();
    if (target.matches("[data-yes]")) event.prompt();
  };
  app.append(place);
}
