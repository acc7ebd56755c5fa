// A part of a page that the server draws: read anew, once for many changes, when one of its topics says so.
import { watch } from "../live.js";

const PAUSE = 500;
const part = document.querySelector("[data-part]");
const seen = new Map();
let asking;

async function refresh() {
  const held = part.contains(document.activeElement) ? document.activeElement.id : null;
  if (held === "") {
    // Nothing to find the place again by: wait until it is left.
    asking = setTimeout(refresh, PAUSE);
    return;
  }
  const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-part]");
  if (!fresh) return;
  part.replaceChildren(...fresh.childNodes);
  if (held) document.getElementById(held)?.focus();
}

for (const topic of part.dataset.topics.split(" ").filter(Boolean)) {
  watch(topic, (state, frame) => {
    const version = frame ? `${frame.epoch}-${frame.seq}` : JSON.stringify(state);
    const before = seen.get(topic);
    seen.set(topic, version);
    if (before === undefined || before === version) return;
    clearTimeout(asking);
    asking = setTimeout(refresh, PAUSE);
  });
}
