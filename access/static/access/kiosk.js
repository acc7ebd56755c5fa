// The kiosk in the hall. Each step replaces the one before in the same page, so that no back button finds a visitor;
// thirty seconds without a touch, and nothing of him is left.
import { showAlarms } from "../js/alarms.js";
import { watch } from "../live.js";

const kiosk = document.querySelector("[data-kiosk]");
const offline = kiosk.querySelector("[data-offline]");
const stage = kiosk.querySelector("[data-stage]");
const IDLE = Number(kiosk.dataset.idle) * 1_000;
const PATIENCE = 15_000;
const AGAIN = 5_000;
let isBusy = false;
let idle;
let again;

function focus() {
  const first = stage.querySelector("[autofocus]") ?? stage.querySelector("h1");
  if (!first) return;
  if (first.tagName === "H1") first.tabIndex = -1;
  first.focus();
}

function showOffline(isOffline) {
  // Nobody may stand before somebody else's half-typed name while the server is away.
  if (isOffline) stage.replaceChildren();
  offline.hidden = !isOffline;
  stage.hidden = isOffline;
}

async function turn(address, options = {}) {
  if (isBusy) return;
  isBusy = true;
  clearTimeout(again);
  try {
    const answer = await fetch(address, { cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE), ...options });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-stage]");
    if (!fresh) {
      // Revoked, or shown something else meanwhile: the start knows where to go. A server in trouble is no such answer.
      if (answer.status < 500) location.replace(kiosk.dataset.start);
      throw new Error(String(answer.status));
    }
    document.documentElement.lang = page.documentElement.lang;
    stage.dataset.stage = fresh.dataset.stage;
    stage.replaceChildren(...fresh.childNodes);
    showOffline(false);
    focus();
  } catch {
    showOffline(true);
    again = setTimeout(home, AGAIN);
  } finally {
    isBusy = false;
  }
}

function home() {
  turn(kiosk.dataset.start);
}

function wait() {
  clearTimeout(idle);
  idle = setTimeout(() => {
    stage.replaceChildren();
    home();
    wait();
  }, IDLE);
}

kiosk.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  turn(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)) });
});

kiosk.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link) return;
  event.preventDefault();
  turn(new URL(link.getAttribute("href"), new URL(kiosk.dataset.start, location.href)));
});

document.addEventListener("keydown", (event) => {
  wait();
  // A scanner types wherever the focus is: let it type into the code.
  const code = stage.querySelector("[data-code]");
  if (code && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey && document.activeElement.tagName !== "INPUT") code.focus();
});
for (const sign of ["pointerdown", "pointermove", "scroll"]) document.addEventListener(sign, wait, { capture: true, passive: true });
addEventListener("pageshow", (event) => { if (event.persisted) location.replace(kiosk.dataset.start); });

wait();
watch(kiosk.dataset.topic, (state) => {
  kiosk.dataset.mode = state.mode;
  showAlarms(kiosk, state);
}, {
  onMark: (mark) => {
    if (mark === "stale") showOffline(true);
    else if (stage.hidden) home();
  },
});
