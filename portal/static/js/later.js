// What is not needed on every page is fetched when it is: the addresses stand in the page.
const { combobox, offers } = document.getElementById("later").dataset;
const suggest = (node) => node?.closest?.("[data-combobox]") && import(combobox);

addEventListener("focusin", ({ target }) => suggest(target));
suggest(document.activeElement);

// A place on the home screen is offered once something succeeded (js/toast.js).
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  if (localStorage.succeeded) import(offers).then((made) => made.install(event));
});
