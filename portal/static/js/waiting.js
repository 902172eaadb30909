// The page of what waits on this device: what it is, what became of it, and what can be done.
const { asking, queue, sealed, tag } = document.getElementById("later").dataset;
const [{ ask }, { arrive, session, send }, store] = await Promise.all([asking, queue, sealed].map((name) => import(name)));
const list = document.querySelector("[data-list]");
const STATES = {
  waiting: ["Waiting", "It is sent when you are back online.", "Send it now"],
  both: ["Changed elsewhere too", "You saved something else meanwhile, here or on another device. Nothing was overwritten: look at both and choose.", "Look at both"],
  form: ["To correct", "Something in it has to be corrected before it can be saved.", "Open the form again"],
  refused: ["Not saved", "", "Try again"],
};

/** Sends the form of an entry as the page would have: the answer is that form, with both or with what is wrong. */
async function open({ id, action, fields }) {
  const me = await session();
  if (me?.who !== tag) return dispatchEvent(new Event("aspire:lost"));
  const form = Object.assign(document.createElement("form"), { method: "post", action, hidden: true });
  for (const [name, value] of [...fields, ["csrf_token", me.token]]) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  sessionStorage.deciding = `${id} ${action.split("?")[0]}`;
  form.submit();
}

async function act(entry) {
  if (entry.state === "both" || entry.state === "form") return open(entry);
  await store.put({ ...entry, state: undefined, words: undefined });
  await send();
}

async function away(entry) {
  const sure = await ask(`Drop “${entry.title}”?`, "What you wrote and chose in it is gone for good.", "Drop it", "Keep it");
  if (!sure) return;
  await store.drop(entry.id);
  dispatchEvent(new Event("aspire:sent"));
}

function row(entry) {
  const item = document.getElementById("entry").content.firstElementChild.cloneNode(true);
  const find = (name) => item.querySelector(`[data-${name}]`);
  const [state, words, deed] = STATES[entry.state ?? "waiting"];
  find("title").textContent = entry.title;
  find("state").lastElementChild.textContent = state;
  find("when").textContent = `Kept ${new Date(entry.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" })}`;
  find("words").textContent = entry.words || words;
  for (const [about, value] of entry.said) {
    const [term, details] = ["dt", "dd"].map((name) => document.createElement(name));
    const pair = document.createElement("div");
    Object.assign(term, { textContent: about });
    Object.assign(details, { textContent: value, className: "pre", dir: "auto" });
    pair.append(term, details);
    find("said").append(pair);
  }
  if (!entry.said.length) find("said").closest("details").remove();
  find("do").textContent = deed;
  find("do").onclick = () => act(entry);
  find("away").onclick = () => away(entry);
  return item;
}

async function show() {
  const all = await store.all();
  list.replaceChildren(...all.map(row));
  document.querySelector("[data-nothing]").hidden = all.length > 0;
}

addEventListener("aspire:sent", show);
addEventListener("storage", show);
if (localStorage.waiting) await arrive();
await show();
