// Keeps the portal's own static files and its offline page on the device, and nothing else:
// no page, no fragment, nothing about a person. A new release waits until somebody asks for it.
const CACHE = "aspire-static-{{ release }}";
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

const kept = (request) => caches.open(CACHE).then((cache) => cache.match(request));

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async (error) => (await kept(OFFLINE)) ?? Promise.reject(error)));
  } else if (request.method === "GET" && new URL(request.url).pathname.startsWith("/static/")) {
    event.respondWith(kept(request).then((answer) => answer ?? fetch(request)));
  }
});
