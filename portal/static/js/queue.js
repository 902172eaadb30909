// Changes made without a network: kept sealed (js/sealed.js), sent in their order when it is back,
// each once; and what became of them is told. Nothing is dropped that the person did not drop.
const later = document.getElementById("later").dataset;
const { tag } = later;
const [store, { icon, made }] = await Promise.all([import(later.sealed), import(later.made)]);
const flash = document.getElementById("flash");

/** How many changes wait on this device, and the tag of whose they are. */
const waiting = () => {
  const [count, whose] = (localStorage.waiting ?? "0").split(" ");
  return [Number(count), whose];
};
const many = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

function say(words, bad) {
  flash.replaceChildren(made("div", { className: `toast${bad ? " toast-bad" : ""}`, "data-toast": "" }, made("span", {}, words)));
}

/** The line at the top of every page. On a page of nobody it says how many, and leads nowhere. */
export async function draw() {
  document.querySelector("[data-mark]")?.remove();
  const [count, whose] = waiting();
  if (!count || (tag && whose !== tag)) return;
  const undecided = (await store.all()).filter((entry) => entry.state).length;
  const words = undecided ? `${many(undecided, "change")} to decide` : `${many(count, "change")} waiting`;
  const told = tag ? made("a", { href: "/me/waiting" }, words) : `${words} on this device`;
  document.querySelector("[data-mark]")?.remove();
  document.querySelector(".app, .auth").before(
    made("section", { className: "bar", "data-mark": "", "aria-label": "Waiting changes" },
      made("p", {}, icon("clock", "i i-in"), told)));
}

// ---- Sending

/** Whose session it is and the token of its forms; null when it has ended, undefined without a network. */
export async function session() {
  try {
    const answer = await fetch("/me/waiting/token", { redirect: "manual", signal: AbortSignal.timeout(10000) });
    return answer.ok ? await answer.json() : answer.status < 500 ? null : undefined;
  } catch {
    return undefined;
  }
}

async function post({ action, fields }, token) {
  const body = new URLSearchParams(fields);
  body.set("csrf_token", token);
  const answer = await fetch(action, {
    method: "POST", body, redirect: "manual", headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(20000),
  });
  const { ok, status } = answer;
  if (ok) return { state: "saved" };
  if (status >= 500 || status === 429 || status === 401) return null;
  if (status === 422) return { state: "form" };
  if (status === 404 && action.endsWith("/remove")) return { state: "saved" }; // It went elsewhere, or the answer was lost.
  if (status === 404) return { state: "refused", words: "This is not there any more." };
  if (status !== 409) return { state: "refused", words: "This could not be taken." };
  return answer.headers.has("HX-Refresh") ? { state: "refused", words: await answer.text() } : { state: "both" };
}

/** One after the other; the first that gets no answer ends the round. */
async function sendAll(told) {
  const mine = (await store.all()).filter((entry) => !entry.state);
  if (!mine.length) return;
  const me = await session();
  if (me === null) told.out = true;
  if (!me) return;
  if (me.who !== tag) return location.reload(); // Somebody else signed in: this page is not theirs.
  for (const entry of mine) {
    const outcome = await post(entry, me.token).catch(() => null);
    if (!outcome) return;
    // Saved anew while this was under way: the newer one is sent in the next round.
    if (!(await store.all()).some((one) => one.id === entry.id && one.at === entry.at)) continue;
    if (outcome.state === "saved") {
      await store.drop(entry.id);
      told.saved += 1;
    } else {
      await store.put({ ...entry, ...outcome });
      told.undecided += 1;
    }
  }
}

let saidOut = false;
let leaving = false;
addEventListener("beforeunload", () => {
  leaving = true;
});

/** Sends what waits, in one tab at a time. */
export async function send() {
  if (!tag || !localStorage.waiting || !navigator.onLine) return;
  const told = { saved: 0, undecided: 0, out: false };
  await navigator.locks.request("aspire-waiting", { ifAvailable: true }, (lock) => lock && sendAll(told));
  if (told.saved || told.undecided) {
    if (told.saved) {
      sessionStorage.sent = told.saved;
      dispatchEvent(new Event("aspire:saved"));
    }
    if (leaving) return; // The next page tells.
    if (told.saved && !touched()) return location.reload();
    tell(told.undecided);
  } else if (told.out && !saidOut) {
    saidOut = true;
    say("You are signed out. What you changed is kept on this device: sign in, and it is sent.", true);
  }
  dispatchEvent(new Event("aspire:sent"));
}

/** Whether something is typed on this page that is not kept yet; then it is not loaded again. */
function touched() {
  return [...document.querySelectorAll("main form:not([data-kept])")].some((form) =>
    "dirty" in form.dataset || [...form.elements].some((control) => control.matches("select")
      ? [...control.options].some((option) => option.selected !== option.defaultSelected && control.selectedIndex > 0)
      : control.matches("[type=radio], [type=checkbox]")
        ? control.checked !== control.defaultChecked
        : control.matches("input:not([type=hidden]), textarea") && control.value !== control.defaultValue));
}

function tell(undecided) {
  const saved = Number(sessionStorage.sent ?? 0);
  delete sessionStorage.sent;
  const good = saved && `${many(saved, "change")} you made offline ${saved === 1 ? "is" : "are"} saved.`;
  const open = undecided && `${many(undecided, "change")} could not be saved as ${undecided === 1 ? "it is" : "they are"}: see the line at the top.`;
  if (saved || undecided) say([good, open].filter(Boolean).join(" "));
}

async function begin() {
  if (tag) {
    await store.purge();
    tell(0);
    if (sessionStorage.deciding) await (await import(later.deciding)).decide();
  }
  await draw();
  send();
}

let begun;

/** Once on every page on which something waits; done when everything can be shown as it is. */
export const arrive = () => (begun ??= begin());

/** What is shown without a network is left as soon as there is one, unless something is typed in it. */
async function comeBack() {
  const shown = document.querySelector("[data-again]");
  const back = shown && await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(5000) }).catch(() => null);
  if (!back) return;
  if (tag && touched()) shown.querySelector("[data-say]").textContent = "You are online again. Save what you typed, and this page is loaded anew.";
  else if (location.hash) location.reload();
  else location.replace(location.href);
}

async function tryAgain() {
  if (document.hidden) return;
  if (tag) await send();
  await comeBack();
}
addEventListener("online", tryAgain);
addEventListener("visibilitychange", tryAgain);
// A device does not always notice. Less and less often, as it may be the server.
(function again(wait) {
  setTimeout(() => {
    tryAgain();
    again(Math.min(wait * 1.5, 60000));
  }, wait);
})(3000);
addEventListener("aspire:sent", draw);
