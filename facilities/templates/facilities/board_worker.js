// Keeps a wall screen on its board while nobody serves: when a page cannot be fetched, the board without numbers that
// was kept comes instead, and asks for the numbers by itself. No number is ever kept.

const SHELVES = "{{ shelves|default:"boards-1" }}";

addEventListener("install", () => self.skipWaiting());

addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== SHELVES).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// The page says what it is made of; the board itself is asked for once more, without its numbers.
addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data.page, event.data.keep));
});

async function keep(page, parts) {
  const shelf = await caches.open(SHELVES);
  const shell = await fetch(`${page}?shell`, { credentials: "same-origin", cache: "no-store" });
  // A board that was taken away, or that asks to log in, is not kept.
  if (!shell.ok || shell.redirected) return shelf.delete(page);
  await shelf.put(page, shell);
  const wanted = new Set(parts.map((part) => new URL(part, location.origin).href));
  for (const kept of await shelf.keys()) {
    if (new URL(kept.url).pathname.startsWith("/static/") && !wanted.has(kept.url)) await shelf.delete(kept);
  }
  const isKept = await Promise.all([...wanted].map((part) => shelf.match(part, { ignoreVary: true })));
  await Promise.all([...wanted].map((part, n) => isKept[n] || shelf.add(part).catch(() => undefined)));
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(board(request, address.pathname));
  else if (address.pathname.startsWith("/static/")) event.respondWith(part(request));
});

async function board(request, page) {
  try {
    const answer = await fetch(request);
    if (answer.status < 500) return answer;
    return (await kept(page)) ?? answer;
  } catch (error) {
    const shell = await kept(page);
    if (shell) return shell;
    throw error;
  }
}

async function part(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const copy = await kept(request.url);
    if (copy) return copy;
    throw error;
  }
}

// Pages vary by language and cookie, which a worker does not see; there is one of each here.
const kept = async (address) => (await caches.open(SHELVES)).match(address, { ignoreVary: true });
