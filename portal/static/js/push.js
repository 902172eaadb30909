// "Tell me on this device" on the page of settings. The browser asks for leave only when it is pressed.
const section = document.getElementById("devices");
const [yes, off, state] = ["yes", "this", "state"].map((name) => section?.querySelector(`[data-${name}]`));
const { key } = section?.dataset ?? {};
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const SHUT = "This browser lets no notifications through from Aspire. You can change that in its settings for this site.";
const FAILED = "That did not work: the browser did not reach its push service. Try again later.";

function show() {
  const shut = Notification.permission === "denied";
  yes.hidden = Boolean(off) || shut;
  state.textContent = shut ? SHUT : "";
}

/** The part of the browser that subscribes; a service worker that never comes is not waited for. */
async function manager() {
  const late = new Promise((_, failed) => setTimeout(failed, 10000));
  return (await Promise.race([navigator.serviceWorker.ready, late])).pushManager;
}

/** The browser forgets what it was subscribed as: perhaps with a key that is no longer ours. */
async function forget(from) {
  await (await from.getSubscription())?.unsubscribe();
}

async function turnOn(button) {
  if (await Notification.requestPermission() !== "granted") return show();
  button.setAttribute("aria-busy", "true");
  try {
    const from = await manager();
    await forget(from);
    const made = await from.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
    const { endpoint, keys } = made.toJSON();
    for (const [name, value] of Object.entries({ endpoint, ...keys })) {
      if (yes.elements[name]) yes.elements[name].value = value;
    }
    yes.requestSubmit();
  } catch {
    button.removeAttribute("aria-busy");
    state.textContent = FAILED;
  }
}

if (navigator.serviceWorker && window.PushManager && window.Notification && key) {
  yes.querySelector("button").addEventListener("click", ({ currentTarget }) => turnOn(currentTarget));
  // Where the browser does not forget, the portal sends nothing all the same.
  off?.querySelector("button").addEventListener("click", async (event) => {
    event.preventDefault();
    await manager().then(forget).catch(() => {});
    off.requestSubmit();
  });
  show();
}
