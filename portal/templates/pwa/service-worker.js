// Keeps the portal's own static files and its offline page on the device: no page, no fragment,
// nothing about a person. On a device whose person said that it is theirs, it opens the pages that
// js/own.js sealed, and only without a network. A new release waits until somebody asks for it.
const STATIC = "aspire-static-";
const CACHE = STATIC + "{{ release }}";
const OWN = "aspire-own";
const KEPT = {{ kept|tojson }};
const OFFLINE = "/offline";

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then(async (cache) => {
    await cache.addAll(KEPT);
    // Without cookies: the kept page is the one for nobody in particular.
    await cache.add(new Request(OFFLINE, { credentials: "omit", cache: "no-store" }));
  }));
});

addEventListener("message", (event) => {
  if (event.origin === location.origin && event.data === "update now") skipWaiting();
});

addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
    .then(() => clients.claim()));
});

const settled = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

/** The page as its person's device keeps it, under the policy it came with; undefined without one. */
async function own({ method, url }) {
  if (method !== "GET") return undefined;
  const { pathname } = new URL(url);
  const opening = indexedDB.open(OWN);
  opening.onupgradeneeded = () => opening.transaction.abort(); // Nothing is kept: nothing is made.
  const database = await settled(opening);
  const store = database.transaction("kept").objectStore("kept");
  const [secret, page] = await Promise.all(["key", pathname].map((id) => settled(store.get(id))));
  database.close();
  if (page && page.until < Date.now()) return indexedDB.deleteDatabase(OWN) && undefined;
  // With the scripts and the look of another release it would not be whole.
  if (!page || !(await caches.has(STATIC + page.release))) return undefined;
  const additionalData = new TextEncoder().encode(pathname);
  const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv: page.iv, additionalData }, secret.key, page.sealed);
  const { html, headers } = JSON.parse(new TextDecoder().decode(opened));
  return new Response(html, { headers });
}

const without = async (request) => (await own(request).catch(() => undefined)) ?? kept(OFFLINE);

const kept = (request) => caches.open(CACHE).then((cache) => cache.match(request));

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    if (new URL(request.url).pathname === "/sign-out") indexedDB.deleteDatabase(OWN);
    event.respondWith(fetch(request).catch(async (error) => (await without(request)) ?? Promise.reject(error)));
  } else if (request.method === "GET" && new URL(request.url).pathname.startsWith("/static/")) {
    event.respondWith(caches.match(request).then((answer) => answer ?? fetch(request)));
  }
});
