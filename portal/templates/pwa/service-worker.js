// Keeps the portal's own static files and its offline page on the device: no page, no fragment,
// nothing about a person. On a device whose person said that it is theirs, it opens the pages that
// js/own.js sealed, and only while the portal does not answer. A new release waits until somebody asks for it.
const STATIC = "aspire-static-";
const CACHE = STATIC + "{{ release }}";
const OWN = "aspire-own";
const KEPT = {{ kept|tojson }};
const OFFLINE = "/offline";
const INBOX = "/notifications";
// So long a page is waited for before what the device has is shown; and so long a late answer is kept.
const PATIENCE = 6000;
const LATE = 60000;

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

const pause = (wait) => new Promise((done) => setTimeout(done, wait));

// The pages that were given up waiting for: a late answer is for whoever opens the same page next.
let late = [];
let changes = 0;

function begun(request) {
  const one = { url: request.url, at: Date.now() };
  one.answer = fetch(request).then((answer) => {
    one.came = true;
    return answer;
  });
  return one;
}

/** The answer of the server; undefined when none came in time: a connection may hang without failing. */
async function inTime(event) {
  const { url } = event.request;
  const before = changes;
  const young = late.filter(({ at }) => Date.now() - at < LATE);
  const tries = young.filter((one) => one.url === url);
  late = young.filter((one) => one.url !== url);
  if (!tries.some(({ came }) => came) && tries.length < 2) tries.push(begun(event.request));
  const first = Promise.any(tries.map(({ answer }) => answer));
  const answer = await Promise.race([first, pause(PATIENCE)]);
  if (answer) return answer;
  if (changes === before) late = [...late, ...tries];
  event.waitUntil(Promise.race([first.catch(() => {}), pause(LATE)]));
  return undefined;
}

/** A page of the server if it answers in time, else of this device. What is sent may be done: it is waited for. */
async function page(event) {
  const { request } = event;
  const trying = request.method === "GET" ? inTime(event) : fetch(request);
  const answer = await trying.catch(() => undefined);
  return answer ?? (await without(request)) ?? Response.error();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (pathname.startsWith("/api/")) return; // For programs: nothing of it is kept, nor stood in for.
  if (request.method !== "GET") {
    late = []; // What was asked for before may be another now, or of another person.
    changes += 1;
  }
  if (request.mode === "navigate") {
    if (pathname === "/sign-out") indexedDB.deleteDatabase(OWN);
    event.respondWith(page(event));
  } else if (request.method === "GET" && pathname.startsWith("/static/")) {
    event.respondWith(caches.match(request).then((answer) => answer ?? fetch(request)));
  }
});

// What is pushed says which part of the portal something waits in, and no more. One notification a part.
addEventListener("push", (event) => {
  const { title = "Aspire", body = "Something waits for you.", tag } = event.data?.json() ?? {};
  event.waitUntil(registration.showNotification(title, { body, tag, icon: "{{ icon }}", lang: "en-GB" }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.matchAll({ type: "window" }).then((all) => {
    const open = all.find(({ url }) => new URL(url).pathname === INBOX);
    // No other page is left: something may be half written there.
    return open ? open.focus().then((page) => page.navigate(INBOX)) : clients.openWindow(INBOX);
  }));
});
