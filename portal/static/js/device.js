// The choice "This device is mine" on the page of settings.
const { own } = document.getElementById("later").dataset;
const { begin, forget, mine, since } = await import(own);
const section = document.getElementById("mine");
const [on, off, state] = ["on", "off", "state"].map((name) => section.querySelector(`[data-${name}]`));

async function show() {
  const at = mine() && await since();
  const when = at && new Date(at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
  state.textContent = at ? `On. Your pages were kept here on ${when}.`
    : mine() ? "On. Your pages are kept here in a moment." : "Off. Nothing of your pages is kept here.";
  on.hidden = Boolean(mine());
  off.hidden = !mine();
}

async function act(deed, next) {
  try {
    await deed();
  } catch {
    await forget();
    dispatchEvent(new Event("aspire:lost"));
  }
  await show();
  if (!next.hidden) next.focus();
}

on.onclick = () => act(begin, off);
off.onclick = () => act(forget, on);
section.hidden = !(navigator.serviceWorker && window.crypto?.subtle && navigator.locks);
await show();
