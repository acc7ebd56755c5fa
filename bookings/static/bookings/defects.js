// The list of defects: read anew, once for many changes, when somebody reports, takes up or resolves one.
import { watch } from "../live.js";

const PAUSE = 500;
const list = document.querySelector("[data-defects]");
const seen = new Map();
let asking;

async function refresh() {
  if (list.contains(document.activeElement)) {
    asking = setTimeout(refresh, PAUSE);
    return;
  }
  const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-defects]");
  if (fresh) list.replaceChildren(...fresh.childNodes);
}

for (const topic of list.dataset.topics.split(" ").filter(Boolean)) {
  watch(topic, (_state, frame) => {
    const version = frame ? `${frame.epoch}-${frame.seq}` : JSON.stringify(_state);
    const before = seen.get(topic);
    seen.set(topic, version);
    if (before === undefined || before === version) return;
    clearTimeout(asking);
    asking = setTimeout(refresh, PAUSE);
  });
}
