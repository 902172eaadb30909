// Own pages kept for when there is no network, on a device whose person said that it is theirs.
// They are sealed under a key that never leaves the browser; the service worker alone opens them.
const NAME = "aspire-own";
const DAYS = 7;
const DUE = 15 * 60000;
const later = document.getElementById("later").dataset;
const { tag } = later;

/** Whose device it is, and when its pages were kept last: 0 when they are due. */
const choice = () => (localStorage.mine ?? "").split(" ");
export const mine = () => tag && choice()[0] === tag;
const due = () => mine() && (localStorage.mine = `${tag} 0`);

const settled = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

/** Runs `work` on what is kept. Where nothing is, nothing is made, unless it is `wanted`. */
async function kept(mode, work, wanted) {
  const opening = indexedDB.open(NAME);
  opening.onupgradeneeded = () => (wanted
    ? opening.result.createObjectStore("kept", { keyPath: "id" })
    : opening.transaction.abort());
  const database = await settled(opening);
  database.onversionchange = () => database.close();
  const transaction = database.transaction("kept", mode, { durability: "strict" });
  const ended = new Promise((done, failed) => {
    transaction.oncomplete = done;
    transaction.onabort = () => failed(transaction.error);
  });
  try {
    return (await Promise.all([work(transaction.objectStore("kept")), ended]))[0];
  } finally {
    database.close();
  }
}

const read = (id) => kept("readonly", (store) => settled(store.get(id))).catch(() => undefined);

/** When the pages on this device were kept; undefined when there are none. */
export const since = async () => (await read("/me"))?.at;

async function key() {
  const before = await read("key");
  if (before) return before;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const entry = { id: "key", key: made, name: crypto.randomUUID() };
  // Another tab may have been faster.
  return kept("readwrite", async (store) => (await settled(store.get("key"))) ?? (store.add(entry), entry), true);
}

/** A page as it is now; null when there is none, undefined when it is not this person's any more. */
async function page(path, secret) {
  const answer = await fetch(path, {
    headers: { "Aspire-Copy": "1" }, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(20000),
  });
  const [whose, release] = (answer.headers.get("Aspire-Copy") ?? "").split(" ");
  if (answer.type === "opaqueredirect" || (answer.ok && whose !== tag)) return undefined;
  if (!answer.ok) return null;
  const headers = [...answer.headers].filter(([name]) => !/^(content-(encoding|length)|date|server|vary|aspire-copy)$/.test(name));
  const words = new TextEncoder().encode(JSON.stringify({ html: await answer.text(), headers }));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = new TextEncoder().encode(path);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, secret, words);
  return { id: path, iv, sealed, release, at: Date.now(), until: Date.now() + DAYS * 86400000 };
}

async function keepAll() {
  const secret = await key();
  const found = [];
  for (const path of later.pages.split(" ")) {
    const one = await page(path, secret.key);
    if (one === undefined) return wipe();
    if (one) found.push(one);
  }
  // Wiped meanwhile: the key is gone, and so is what would stand under it.
  await kept("readwrite", async (store) => {
    if ((await settled(store.get("key")))?.name !== secret.name) return;
    for (const one of found) store.put(one);
  });
  if (mine()) localStorage.mine = `${tag} ${Date.now()}`;
}

/** Keeps the pages as they are now, in one tab at a time. Nothing stays of it if it was forgotten meanwhile. */
export const keep = () => navigator.locks.request(NAME, { ifAvailable: true }, async (lock) => {
  if (!lock || !mine()) return;
  try {
    await keepAll();
  } finally {
    if (!mine()) await wipe();
  }
});

/** The pages go, the choice stays: it is kept anew when the same person signs in. */
export async function wipe() {
  if (localStorage.mine) localStorage.mine = `${choice()[0]} 0`;
  await settled(indexedDB.deleteDatabase(NAME));
}

/** This device is mine. */
export async function begin() {
  localStorage.mine = `${tag} 0`;
  if (!(await navigator.serviceWorker.getRegistration())) throw new Error("nothing would open them");
  await keep();
}

/** It is not, or not any more. */
export async function forget() {
  delete localStorage.mine;
  await wipe();
}

let timer;

/** After the last change of several. Without a network they stay as they are. */
function soon(wait = 5000) {
  due();
  clearTimeout(timer);
  timer = setTimeout(() => keep().catch(() => {}), wait);
}

/** A copy is opened with the look of its own release only. */
async function current() {
  const { release } = (await read("/me")) ?? {};
  return release && caches.has(`aspire-static-${release}`);
}

/** On every page of a device that is somebody's. */
export async function arrive() {
  const [whose, at] = choice();
  if (document.querySelector("[data-kept-page]")) return due();
  if (document.querySelector(".auth")) return wipe();
  if (!tag) {
    const links = document.querySelector("[data-own-pages]");
    if (links) links.hidden = !(await since());
    return undefined;
  }
  if (whose !== tag) return forget();
  addEventListener("submit", ({ target }) => target.method === "post" && due());
  addEventListener("aspire:saved", due);
  addEventListener("htmx:finally:request", ({ detail: { ctx } }) => ctx.request.method !== "GET" && soon());
  if (Date.now() - at > DUE || !(await current())) soon(1000);
  return undefined;
}
