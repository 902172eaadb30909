// When htmx fails without words from the server, the page stays and says what to do.
const say = (words) => dispatchEvent(new CustomEvent("aspire:say", {
  detail: `${words} What you typed is still here: try again in a moment.`,
}));

const lost = () => say("Aspire cannot be reached just now.");

addEventListener("aspire:lost", lost);
addEventListener("htmx:error", ({ detail: { ctx } }) => {
  // Not at once: a request also ends when the page is left. What is kept (js/offline.js) is no trouble.
  if (ctx && !ctx.response && !ctx.sourceElement.matches("[data-offline]")) setTimeout(lost, 300);
});

addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  const { status, headers } = ctx.response;
  const moves = headers.has("HX-Redirect") || headers.has("HX-Refresh");
  const answered = [409, 422].includes(status) && ctx.text;
  if (!answered && !moves && !ctx.text.includes(":#flash")) say("That did not work.");
});
