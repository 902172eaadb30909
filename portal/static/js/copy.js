// A page that this device kept, shown without a network: what was changed since is filled in, what
// is sent from it waits, and what needs a network says so.
const { keeping, pages, queue, sealed } = document.getElementById("later").dataset;
const [kept, { arrive, send }, store] = await Promise.all([keeping, queue, sealed].map((name) => import(name)));
const own = pages.split(" ");

const needs = () => dispatchEvent(new CustomEvent("aspire:say", {
  detail: "That needs a connection. It can be done when you are back online.",
}));

/** A form, or a button that sends a part of one, waits; js/offline.js passes forms on. */
export async function take(from, button) {
  if (!from.matches("[data-offline]")) return needs();
  try {
    await kept.keep(from, [...new FormData(from.form ?? from, button)], button);
  } catch {
    return dispatchEvent(new Event("aspire:lost"));
  }
  return send();
}

addEventListener("click", (event) => {
  const found = event.target.closest?.("a[href], [hx-get], button[formaction]");
  if (!found) return;
  const link = found.matches("a") && new URL(found.href);
  const there = link && link.origin === location.origin && own.includes(link.pathname);
  if (there && !found.matches("[hx-get]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (there) location.assign(found.href);
  else if (found.matches("button")) take(found, found);
  else needs();
}, true);

// No suggestions while somebody types.
addEventListener("htmx:before:request", (event) => event.preventDefault());

function fill(form, { fields }) {
  const values = (name) => fields.filter(([one]) => one === name).map(([, value]) => value);
  for (const control of form.elements) {
    const { name, type } = control;
    if (!name || type === "hidden" || control.matches("button, fieldset, output")) continue;
    if (type === "radio" || type === "checkbox") control.checked = values(name).includes(control.value);
    else control.value = values(name)[0] ?? "";
  }
}

/** What waits is shown where it was written: a kept page is older than it. */
async function show() {
  const waiting = (await store.all()).filter((entry) => !entry.state);
  for (const from of document.querySelectorAll("[data-offline]")) {
    const action = kept.leadsTo(from);
    const versions = kept.versions([...new FormData(from.form ?? from, from.form && from)]);
    const entry = waiting.find((one) => one.action === action && (from.form || (versions && kept.versions(one.fields) === versions)));
    if (!entry) continue;
    if (!from.form) fill(from, entry);
    kept.note(from, entry.title);
    for (let at = from; (at = at.parentElement.closest("details"));) at.open = true;
  }
}

await arrive();
await show();
