// What waits on this device, in IndexedDB: AES-GCM under a key that only pages of its owner hold.
// Beside the ciphertext stands an opaque tag of whose it is; localStorage.waiting is the count.
const NAME = "aspire-waiting";
const { tag, key } = document.getElementById("later").dataset;
const owner = new TextEncoder().encode(tag);
const secret = key && crypto.subtle.importKey(
  "raw", Uint8Array.from(atob(key), (sign) => sign.charCodeAt()), "AES-GCM", false, ["encrypt", "decrypt"],
);

const settled = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

/** Runs `work` on the entries in one transaction; what it asked for, once that is on the disk. */
async function entries(mode, work) {
  const opening = indexedDB.open(NAME);
  opening.onupgradeneeded = () => opening.result.createObjectStore("entries", { keyPath: "id", autoIncrement: true });
  const database = await settled(opening);
  database.onversionchange = () => database.close();
  const transaction = database.transaction("entries", mode, { durability: "strict" });
  const ended = new Promise((done, failed) => {
    transaction.oncomplete = done;
    transaction.onabort = () => failed(transaction.error);
  });
  try {
    return (await Promise.all([settled(work(transaction.objectStore("entries"))), ended]))[0];
  } finally {
    database.close();
  }
}

/** One tab at a time: what is being put is never taken for the last that went. */
const alone = (work) => navigator.locks.request(NAME + "-kept", work);

/** Seals `value`; under its own id if it has one. */
export async function put({ id, ...value }) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const words = new TextEncoder().encode(JSON.stringify(value));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: owner }, await secret, words);
  await alone(async () => {
    await entries("readwrite", (store) => store.put({ ...(id && { id }), tag, iv, sealed }));
    await count();
  });
}

async function opened({ id, iv, sealed }) {
  const words = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: owner }, await secret, sealed);
  return { ...JSON.parse(new TextDecoder().decode(words)), id };
}

/** What the person of this page has waiting, in the order in which it was kept. */
export const all = () => alone(own);

async function own() {
  if (!localStorage.waiting || !key) return [];
  const mine = (await entries("readonly", (store) => store.getAll())).filter((entry) => entry.tag === tag);
  return (await Promise.all(mine.map((entry) => opened(entry).catch(() => null)))).filter(Boolean);
}

export const drop = (id) => alone(() => remove([id]));

async function remove(ids) {
  for (const id of ids) await entries("readwrite", (store) => store.delete(id));
  await count();
}

/** Removes what others left, and what does not open: it can never be sent. */
export const purge = () => alone(async () => {
  const mine = (await own()).map((entry) => entry.id);
  const found = await entries("readonly", (store) => store.getAllKeys());
  await remove(found.filter((id) => !mine.includes(id)));
});

async function count() {
  const many = await entries("readonly", (store) => store.count());
  if (many) localStorage.waiting = `${many} ${tag}`;
  else await empty();
}

/** The mark goes last: as long as it is there, the next page tries again. */
async function empty() {
  // A tab that has it open closes it on being told.
  await settled(indexedDB.deleteDatabase(NAME));
  delete localStorage.waiting;
}

/** Leaves nothing. */
export const wipe = () => alone(empty);
