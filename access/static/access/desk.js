// The desk: a scan lets somebody in, also without a connection; the lists follow the live state of the day.
import { watch } from "../live.js";
import { Queue } from "./desk-queue.js";
import { lists } from "./desk-lists.js";

const page = document.querySelector("[data-desk]");
const words = JSON.parse(document.getElementById("desk-words").textContent);
const search = page.querySelector("[data-search]");
const card = page.querySelector("[data-card]");
const site = page.dataset.desk;
const COPY = `ruimte-desk:${site}:${page.dataset.who}`;
const CLEAR_AFTER = 4_000;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
const isoDay = new Intl.DateTimeFormat("en-CA", { timeZone: page.dataset.zone });
const clock = new Intl.DateTimeFormat("nl", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: page.dataset.zone });
let state = first();
let clearing;

const queue = new Queue(`ruimte-desk-queue:${site}`, {
  api: page.dataset.api,
  token: () => page.querySelector("[name=csrfmiddlewaretoken]").value,
  onAnswer: answered,
  onChange: draw,
});
const shown = lists(page, words, { checkIn: (visit) => act({ visit: visit.id }, visit), signOut, decide, print });

function first() {
  const served = document.getElementById("desk-state");
  if (served) return JSON.parse(served.textContent);
  // Opened without a server: what this desk knew last, never of another day.
  const copy = readCopy();
  if (copy?.state.day === isoDay.format(new Date())) return copy.state;
  localStorage.removeItem(COPY);
  return { visits: [], meetings: [], day: isoDay.format(new Date()) };
}

function readCopy() {
  try {
    return JSON.parse(localStorage.getItem(COPY));
  } catch {
    return null;
  }
}

function show(next) {
  state = next;
  localStorage.setItem(COPY, JSON.stringify({ state, at: Date.now() }));
  draw();
}

function draw() {
  const waiting = queue?.entries() ?? [];
  const done = new Set(waiting.map((entry) => entry.body.visit ?? entry.known).filter(Boolean));
  shown?.draw(state, { words: search.value.trim().toLowerCase(), kept: done });
  page.querySelector("[data-queue]").textContent = waiting.length ? fill(words.queue, { n: waiting.length }) : "";
}

// --- Deeds

function act(body, visit) {
  queue.add("check-in/", body);
  say(visit, "in");
  search.value = "";
  search.focus();
  draw();
}

async function scan(text) {
  const mark = await markOf(text);
  const visit = state.visits.find((one) => one.marks?.includes(mark));
  if (visit) return act({ visit: visit.id }, visit);
  // A code never holds a space; a name is looked up in the list.
  const found = shown.matching(state, text.toLowerCase()).filter((one) => one.status === "planned");
  if (found.length === 1) return act({ visit: found[0].id }, found[0]);
  if (found.length === 0 && text.length >= 20 && !/\s/.test(text)) return act({ token: text }, null);
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
}

// --- The card of the last scan

function answered(entry, status, body) {
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
  id: body.id,
  name: body.visitor_name,
  firm: body.visitor_firm,
  host: body.host_name,
  step: body.next_step,
  badge: body.badge_number,
});

function say(visit, kind) {
  card.dataset.kind = kind === "in" && visit?.step && visit.step !== "badge" ? "look" : kind;
  shown.card(card, visit, kind);
  card.hidden = false;
  beep(card.dataset.kind);
  clearTimeout(clearing);
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
  if (text) scan(text);
});
search.addEventListener("input", draw);
addEventListener("keydown", (event) => {
  // A scanner types wherever the focus is: letters outside a field belong to the search.
  if (event.target !== document.body || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  search.focus();
});

function tick() {
  const now = Date.now();
  page.querySelector("[data-clock]").textContent = clock.format(now);
  if (state.day && state.day !== isoDay.format(now)) {
    localStorage.removeItem(COPY);
    state = { ...state, day: isoDay.format(now), visits: [], meetings: [] };
  }
  draw();
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

for (const leave of document.querySelectorAll("form[action*='logout']")) {
  leave.addEventListener("submit", () => localStorage.removeItem(COPY));
}
tick();
setInterval(tick, 20_000);
search.focus();
watch(`desk.${site}`, show);
queue.send();
if (document.readyState === "complete") keep();
else addEventListener("load", keep);
