// When an htmx request does not succeed, the page stays as it is and says calmly what to do.
const WORDS = {
  0: "Aspire cannot be reached just now. What you typed is still here: try again in a moment.",
  403: "This is not open to you.",
  404: "This is no longer here. Load the page again to see what has changed.",
  409: "Somebody changed this before you. Load the page again to see what has changed.",
  413: "That is too large to send.",
  429: "That was many tries in a short time. Wait a minute, then try again.",
  500: "Something went wrong on our side. What you typed is still here: try again in a moment.",
};
let leaving = false;

function say(status) {
  const text = WORDS[status] ?? WORDS[status < 500 ? 404 : 500];
  document.dispatchEvent(new CustomEvent("aspire:say", { detail: { text, bad: true } }));
}

addEventListener("pagehide", () => (leaving = true));
addEventListener("pageshow", () => (leaving = false));

document.addEventListener("htmx:error", ({ detail }) => {
  if (detail.ctx && !detail.ctx.response && !leaving) say(0);
});

document.addEventListener("htmx:response:error", ({ detail }) => {
  const { response, text } = detail.ctx;
  const answered = [409, 422].includes(response.status) && text || /hx-swap-oob=["']?\w+:#flash/.test(text);
  const moved = ["HX-Redirect", "HX-Refresh", "HX-Location"].some((name) => response.headers.has(name));
  if (!answered && !moved) say(response.status);
});
