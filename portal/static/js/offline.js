// What a form marked data-offline cannot send is kept on this device: js/keeping.js has how.
const { copy, keeping, own, queue } = document.getElementById("later").dataset;
const reached = new WeakSet();

function keep(form, body, button) {
  import(keeping).then((made) => made.keep(form, [...body], button)).catch(() => dispatchEvent(new Event("aspire:lost")));
}

// htmx tells when it could not send. A plain form would leave the page: look first.
addEventListener("htmx:error", ({ detail: { ctx } }) => {
  const from = ctx?.sourceElement;
  if (from?.matches("[data-offline]") && !ctx.response) keep(from, ctx.request.body, ctx.request.submitter);
});

addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  // On a page that this device kept, nothing is sent but the signing out.
  if (document.querySelector("[data-kept-page]") && !form.matches("[data-sign-out]")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return import(copy).then((made) => made.take(form, submitter));
  }
  if (!form.matches("[data-offline]:not([hx-post])") || submitter?.hasAttribute("formaction")) return;
  if (reached.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(5000) }).then(() => {
    reached.add(form);
    form.requestSubmit(submitter);
  }, () => keep(form, new FormData(form, submitter), submitter));
}, true);

// Another tab keeps and sends too.
addEventListener("storage", ({ key }) => key === "waiting" && import(queue).then((made) => made.draw()));
if (document.querySelector("[data-kept-page]")) import(copy);
if (localStorage.mine) import(own).then((made) => made.arrive());
if (localStorage.waiting || sessionStorage.sent) import(queue).then((made) => made.arrive());
