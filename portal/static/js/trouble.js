// When htmx fails without words from the server, the page stays and says what to do.
let leaving = false;
addEventListener("pagehide", () => (leaving = true));
addEventListener("pageshow", () => (leaving = false));

const say = (words) => dispatchEvent(new CustomEvent("aspire:say", {
  detail: `${words} What you typed is still here: try again in a moment.`,
}));

addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (ctx && !ctx.response && !leaving) say("Aspire cannot be reached just now.");
});

addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  const { status, headers } = ctx.response;
  const moves = headers.has("HX-Redirect") || headers.has("HX-Refresh");
  if (status !== 422 && !moves && !ctx.text.includes(":#flash")) say("That did not work.");
});
