// Two offers, fetched when there is one to make: a newer release, and a place on the home screen.
const { icon, made } = await import(document.getElementById("later").dataset.made);

const button = (words, kind, onclick) => made("button", { className: `btn ${kind}`, type: "button", onclick }, words);

/** A newer service worker waits; unsaved words are never reloaded away. */
export function update(worker) {
  const now = () => {
    bar.remove();
    navigator.serviceWorker.oncontrollerchange = () => document.querySelector("form[data-dirty]") || location.reload();
    worker.postMessage("update now");
  };
  const notNow = () => {
    sessionStorage.later = 1;
    bar.remove();
  };
  const bar = made("section", { className: "bar split", "aria-label": "Update" },
    made("p", { className: "media" }, icon("refresh-cw"),
      made("span", {}, made("b", {}, "A newer Aspire is ready."), " What you are writing is kept.")),
    made("div", { className: "row row-sm" }, button("Update now", "btn-p", now), button("Later", "btn-q", notNow)));
  document.querySelector(".app, .auth").before(bar);
}

/** Never beside a form, and not again for 90 days after "Not now". */
export function install(event) {
  const declined = Date.now() - (localStorage.declined ?? 0) < 7776e6;
  const filling = document.querySelector("main :is(textarea, select, input:not([type=hidden]))");
  const app = document.querySelector(".app:not(.app-out)");
  if (declined || filling || !app) return;
  const answer = (yes) => () => {
    localStorage.declined = Date.now();
    place.remove();
    if (yes) event.prompt();
  };
  const words = made("div", {}, made("h2", { id: "install-h", className: "lg" }, "Put Aspire on your home screen"),
    made("p", { className: "sm muted" }, "It opens fast, in its own window. Less than 1 MB."));
  const place = made("div", { className: "toasts" },
    made("section", { className: "card install stack", "aria-labelledby": "install-h" },
      made("div", { className: "media" }, document.querySelector(".logo svg").cloneNode(true), words),
      made("div", { className: "row" }, button("Add it", "btn-p", answer(true)), button("Not now", "", answer(false)))));
  app.append(place);
}
