// What a form, or a button that sends a part of its form (named in data-sends), could not send is
// kept sealed on this device; js/queue.js sends it.
const { made: making, queue, sealed } = document.getElementById("later").dataset;
const [{ icon, made }, { draw }, store] = await Promise.all([making, queue, sealed].map((name) => import(name)));

function once(form, fields) {
  const found = fields.find(([name]) => name === "_once");
  if (!found) fields.push(["_once", crypto.randomUUID()]);
  const input = form.elements?._once;
  // What comes next from a form that creates is another thing.
  if (input) input.value = crypto.randomUUID();
}

/** What was typed and chosen, in the words of the form, for the page of what waits. */
function said(from, button, sent) {
  const found = button?.name ? [["You chose", button.textContent.trim()]] : [];
  for (const control of (from.form ?? from).elements) {
    if (control.matches("[type=hidden], button, fieldset, output") || !sent(control.name)) continue;
    const ticked = control.matches("[type=radio], [type=checkbox]");
    if (!control.value.trim() || (ticked && !control.checked)) continue;
    const words = (element) => (element?.querySelector("b, span") ?? element)?.textContent.trim() ?? "";
    const label = words(control.labels[0]);
    const group = ticked && words(control.closest("fieldset")?.querySelector("legend"));
    found.push([group || label, ticked ? label : control.selectedOptions?.[0]?.text ?? control.value]);
  }
  return found;
}

export function leadsTo(from) {
  const address = new URL(from.getAttribute(from.form ? "formaction" : "action"), location);
  return address.pathname + address.search;
}

/** Of what was opened; empty for what creates. */
export const versions = (fields) => fields.filter(([name]) => /(^|-)version$/.test(name)).join();

/** One thing is edited or removed: what was said last of it is what waits. */
const thing = (action) => action.replace(/\/(edit|remove)(?=\?|$)/, "");

/** Says at `from` that it waits. */
export function note(from, title) {
  const place = from.form ? from.closest("li, .combo") : from;
  for (const one of document.querySelectorAll("form[data-offline]")) {
    if (one !== from && thing(leadsTo(one)) === thing(leadsTo(from))) one.querySelector(":scope > .note[data-kept]")?.remove();
  }
  place.querySelector(":scope > [data-kept]")?.remove();
  const words = made("div", { className: "note note-grow", "data-kept": "" }, icon("clock"),
    made("p", { tabIndex: -1 }, made("b", {}, `${from.form ? `${title}: kept` : "Kept"} on this device, and waiting`)),
    made("p", { className: "sm" }, `It will be sent when you are back online. ${from.dataset.then ?? ""}`));
  place.prepend(words);
  if (from.form) return words;
  from.dataset.kept = "";
  // What is typed from here on is not kept yet.
  from.addEventListener("input", () => {
    delete from.dataset.kept;
    words.remove();
  }, { once: true });
  return words;
}

/** Keeps what `from` would have sent. What is sent again takes the place of what it sent before. */
export async function keep(from, pairs, button) {
  const only = from.dataset.sends?.split(" ");
  const sent = (name) => name !== "csrf_token" && (!only || only.includes(name));
  const fields = pairs.filter(([name, value]) => sent(name) && typeof value === "string");
  const action = leadsTo(from);
  const edits = versions(fields);
  const before = edits && (await store.all()).find((entry) =>
    thing(entry.action) === thing(action) && !entry.state && versions(entry.fields) === edits);
  const title = from.dataset.offline || document.querySelector("h1").textContent.trim();
  const entry = { title, action, fields, said: said(from, button, sent), at: Date.now() };
  once(from, fields);
  await store.put(before ? { ...entry, id: before.id } : entry);
  if (only) from.form.querySelectorAll(only.map((name) => `[type=text][name="${name}"]`)).forEach((input) => { input.value = ""; });
  else {
    if (!edits) from.reset();
    delete from.dataset.dirty;
  }
  note(from, title).querySelector("p").focus();
  await draw();
}
