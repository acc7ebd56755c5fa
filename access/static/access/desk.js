// The desk: a scan lets somebody in, also without a connection; the lists follow the live state of the day.
import { watch } from "../live.js";
import { Copy } from "./desk-copy.js";
import { Queue } from "./desk-queue.js";
import { Sheet } from "./desk-sheet.js";
import { lists } from "./desk-lists.js";
import { clockOf, fill } from "./desk-words.js";

const page = document.querySelector("[data-desk]");
const words = JSON.parse(document.getElementById("desk-words").textContent);
const search = page.querySelector("[data-search]");
const card = page.querySelector("[data-card]");
const site = page.dataset.desk;
const zone = page.dataset.zone;
const CLEAR_AFTER = 4_000;
const ASKED_FOR = 1_000;
const isoDay = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
const today = () => isoDay.format(new Date());
const clock = clockOf(zone);
const copy = new Copy(`desk:${site}:${page.dataset.who}`, zone);
let knownAt = Date.now();
let state = first();
let choices = [];
let chosen = null;
let clearing;

const queue = new Queue(`ruimte-desk-queue:${site}`, {
  api: page.dataset.api,
  token: () => page.querySelector("[name=csrfmiddlewaretoken]").value,
  onAnswer: answered,
  onChange: draw,
});
const deeds = { checkIn: (visit) => act({ visit: visit.id }, visit), signOut, decide, print, tick: tickTask, redraw: draw };
const shown = lists(page, words, deeds);
const sheet = new Sheet(page, words, () => ({ state, at: knownAt }));

function first() {
  const served = document.getElementById("desk-state");
  if (served) return JSON.parse(served.textContent);
  // Opened without a server: what this desk knew last, never of another day.
  const kept = copy.read(today());
  if (kept) knownAt = kept.at;
  return kept ?? { visits: [], meetings: [], tasks: [], day: today() };
}

function show(next) {
  state = next;
  knownAt = Date.now();
  copy.write(state);
  draw();
}

function draw() {
  const entries = queue?.entries() ?? [];
  const waiting = new Set(entries.map((entry) => entry.body.visit ?? entry.task).filter(Boolean));
  choices = shown?.draw(state, { text: search.value.trim().toLowerCase(), waiting, chosen }) ?? [];
  page.querySelector("[data-queue]").textContent = entries.length ? fill(words.queue, { n: entries.length }) : "";
}

// --- Choosing by keys

function choose(visit) {
  chosen = visit?.id ?? null;
  draw();
  const line = page.querySelector("[data-found]");
  line.textContent = visit ? fill(words.chosen, { name: visit.name }) : "";
  page.querySelector(".is-chosen")?.scrollIntoView({ block: "nearest" });
}

function move(by) {
  const now = choices.findIndex((one) => one.id === chosen);
  choose(choices[now < 0 && by < 0 ? choices.length - 1 : Math.min(Math.max(now + by, 0), choices.length - 1)]);
}

// --- Deeds

function act(body, visit) {
  // Nobody is let in by a guess: green comes with the answer, and without one the desk says that it is kept.
  say(visit, "asked");
  clearing = setTimeout(() => say(visit, "kept"), ASKED_FOR);
  queue.add("check-in/", body);
  search.value = "";
  search.focus();
  choose(null);
}

async function scan(text) {
  const mark = await markOf(text);
  const visit = state.visits.find((one) => one.marks?.includes(mark));
  if (visit) return act({ visit: visit.id }, visit);
  // A code never holds a space; a name is looked up in the list.
  const found = shown.matching(state, text.toLowerCase()).filter((one) => one.status === "planned");
  if (found.length === 1) return act({ visit: found[0].id }, found[0]);
  // Several: Enter once more takes the first, an arrow another.
  if (found.length > 1) return choose(choices[0]);
  if (text.length >= 20 && !/\s/.test(text)) return act({ token: text }, null);
  return draw();
}

async function markOf(text) {
  if (!crypto.subtle) return "";
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 20);
}

function signOut(visit) {
  queue.add(`${visit.id}/sign-out/`, {});
}

function decide(visit, decision) {
  queue.add(`${visit.id}/decide/`, { decision });
}

function tickTask(task) {
  queue.add(`../tasks/${task.booking}/${task.kind}/${task.done_at ? "undo" : "tick"}/`, {}, { task: `${task.booking}-${task.kind}` });
}

function print(visit) {
  const form = Object.assign(document.createElement("form"), {
    method: "post",
    action: `${page.dataset.visits}${visit.id}/badge/`,
    target: "_blank",
  });
  form.append(page.querySelector("[name=csrfmiddlewaretoken]").cloneNode());
  document.body.append(form);
  form.submit();
  form.remove();
  clearing = setTimeout(() => (card.hidden = true), CLEAR_AFTER);
}

// --- The card of the last scan

function answered(entry, status, body) {
  if (entry.path.endsWith("/decide/") && status === 200) return say(told(body), "in");
  if (entry.path !== "check-in/") return status >= 400 && refuse(body);
  const visit = body.id ? told(body) : state.visits.find((one) => one.id === entry.body.visit);
  if (status === 0) say(visit, "kept");
  else if (status === 201) say(visit, "in");
  else if (status === 200) say(visit, "already");
  else refuse(body, visit);
  return undefined;
}

const told = (body) => ({
  ...(state.visits.find((one) => one.id === body.id) ?? {}),
  // Nobody gets in without them.
  ...(body.status === "in" && newRules(body.id) ? { rules: true } : {}),
  id: body.id,
  name: body.visitor_name,
  firm: body.visitor_firm,
  host: body.host_name,
  step: body.next_step,
  badge: body.badge_number,
});

const newRules = (id) => state.visits.find((one) => one.id === id)?.rules === false;

function say(visit, kind) {
  card.dataset.kind = kind === "in" && visit?.step && visit.step !== "badge" ? "look" : kind;
  shown.card(card, visit, kind);
  card.hidden = false;
  beep(card.dataset.kind);
  clearTimeout(clearing);
  if (kind === "asked") return;
  if (!visit?.step || kind === "already") clearing = setTimeout(() => (card.hidden = true), CLEAR_AFTER);
}

function refuse(body, visit) {
  card.dataset.kind = "stop";
  shown.refusal(card, visit, fill(words.failed, { why: body.detail ?? body.title ?? "" }));
  card.hidden = false;
  beep("stop");
  clearTimeout(clearing);
}

let sound;
function beep(kind) {
  if (kind === "asked") return;
  try {
    sound ??= new AudioContext();
    const tone = sound.createOscillator();
    tone.frequency.value = { in: 880, already: 660, look: 440, kept: 660, stop: 220 }[kind] ?? 660;
    tone.connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.12);
  } catch {
    // A desk without sound still has colour and words.
  }
}

// --- Keys, clock, the end of the day

page.querySelector("[data-scan]").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = search.value.trim();
  const visit = choices.find((one) => one.id === chosen);
  if (visit) act({ visit: visit.id }, visit);
  else if (text) scan(text);
});
search.addEventListener("input", () => choose(null));
search.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp") move(-1);
  else if (event.key === "Escape") search.value = "";
  else return;
  event.preventDefault();
  if (event.key === "Escape") choose(null);
});
addEventListener("keydown", (event) => {
  // A scanner types wherever the focus is: letters outside a field belong to the search.
  if (event.target !== document.body || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  search.focus();
});

function tick() {
  const now = Date.now();
  page.querySelector("[data-clock]").textContent = clock(now);
  if (state.day !== today()) {
    copy.clear();
    state = { ...state, day: today(), visits: [], meetings: [], tasks: [] };
  }
  draw();
  sheet.look();
}

async function keep() {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register(page.dataset.worker);
    const { active } = await navigator.serviceWorker.ready;
    const parts = performance.getEntriesByType("resource").map((part) => part.name);
    active.postMessage({ page: location.pathname, keep: parts.filter((part) => part.startsWith(`${location.origin}/static/`)) });
  } catch {
    // Without it a reload needs the server, no more.
  }
}

// The columns scroll by themselves below what stands on top.
const above = page.querySelector("[data-above]");
new ResizeObserver(() => page.style.setProperty("--desk-above", `${above.offsetHeight}px`)).observe(above);
tick();
setInterval(tick, 20_000);
search.focus();
watch(`desk.${site}`, show, {
  onMark: (mark) => sheet.connection(mark === "stale" ? knownAt : null),
});
queue.send();
if (document.readyState === "complete") keep();
else addEventListener("load", keep);
