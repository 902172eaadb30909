// Offers once, from the second visit on, to put Aspire on the home screen; never beside a form to fill in.
// "Not now" is remembered for 90 days. Only counts and dates are stored, nothing about the person.
const DAYS = 24 * 60 * 60 * 1000;
const visits = Number(localStorage.getItem("aspire.visits") ?? 0) + (sessionStorage.getItem("aspire.visit") ? 0 : 1);
localStorage.setItem("aspire.visits", String(visits));
sessionStorage.setItem("aspire.visit", "1");

const declined = () => Date.now() - Number(localStorage.getItem("aspire.install") ?? 0) < 90 * DAYS;
const filling = () => document.querySelector("main form[method=post] :is(textarea, select, input:not([type=hidden]))");

function offer(event) {
  const card = document.getElementById("install-card").content.firstElementChild.cloneNode(true);
  const place = document.createElement("div");
  const close = () => {
    localStorage.setItem("aspire.install", String(Date.now()));
    place.remove();
  };
  place.className = "toasts";
  place.append(card);
  card.querySelector("[data-no]").addEventListener("click", close);
  card.querySelector("[data-yes]").addEventListener("click", () => {
    close();
    event.prompt();
  });
  document.querySelector(".app")?.append(place);
}

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  const member = document.querySelector("[data-sign-out]");
  if (visits >= 2 && member && !declined() && !filling()) offer(event);
});
