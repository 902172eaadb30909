// From the second visit on, offers to put Aspire on the home screen, never beside a form.
// Kept: how many visits, and when "Not now" was said.
const store = localStorage;
if (!sessionStorage.visit) store.visits = 1 + Number(store.visits ?? 0);
sessionStorage.visit = 1;

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  const declined = Date.now() - (store.declined ?? 0) < 7776e6; // 90 days
  const filling = document.querySelector("main :is(textarea, select, input:not([type=hidden]))");
  const app = document.querySelector(".app:not(.app-out)");
  if (store.visits < 2 || declined || filling || !app) return;
  const place = document.createElement("div");
  place.className = "toasts";
  place.append(document.getElementById("install-card").content.cloneNode(true));
  place.onclick = ({ target }) => {
    if (!target.matches("button")) return;
    store.declined = Date.now();
    place.remove();
    if (target.matches("[data-yes]")) event.prompt();
  };
  app.append(place);
});
