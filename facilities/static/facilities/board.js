// A board: prints the rows of its live topic, turns pages when there are many, and shows the server's time.
// Meetings stay as they were when nothing is heard any more; a number that nobody vouches for is taken away.

import { reloadIfServed, watch } from "../live.js";

const MOST = 8;
const TURN_EVERY = 10_000;
const SHIFT_EVERY = 120_000;
const SYNC_EVERY = 3_600_000;

const RELOAD_AT = 3; // o'clock, within the hour
const NOTHING = "---";

const frame = document.querySelector("[data-board]");
const rows = frame.querySelector("[data-rows]");
const dots = frame.querySelector("[data-dots]");
const unknown = [...document.querySelector("template[data-unknown]").content.querySelectorAll("span")].map((word) => word.textContent);
const rowMould = document.querySelector("template[data-row]").content.firstElementChild;
const sectionMould = document.querySelector("template[data-section]").content.querySelector("tr");
const places = frame.querySelector("[data-places]");
const placeMould = document.querySelector("template[data-place]").content.firstElementChild;
const isNarrow = matchMedia("(max-width: 899px)");
const isStill = matchMedia("(prefers-reduced-motion: reduce)");
let page = 0;
let shown = null; // the newest state
let isSilent = "shell" in frame.dataset; // kept by the screen itself: no number until one is heard

// --- Rows: only what differs is written, so that aria-live says no more than what changed

function show(state) {
  shown = state;
  isSilent = false;
  frame.querySelector("[data-empty]").hidden = state.lines.length > 0;
  showMeetings(state.lines.filter((row) => !("free" in row)));
  showPlaces(state.lines.filter((row) => "free" in row));
  showMode(state);
  turn(0);
}

function showMeetings(lines) {
  const fresh = [];
  let section = "";
  for (const row of lines) {
    if (row.section !== section) {
      section = row.section;
      if (section) fresh.push(sectionRow(section));
    }
    fresh.push(filled(rows.querySelector(`[data-key="${CSS.escape(row.key)}"]`) ?? rowMould.cloneNode(true), row));
  }
  replace(rows, fresh);
  frame.querySelector("[data-meetings]").hidden = lines.length === 0;
}

function replace(list, fresh) {
  const isSame = fresh.length === list.children.length && fresh.every((row, n) => row === list.children[n]);
  if (!isSame) list.replaceChildren(...fresh);
}

// --- Numbers

function showPlaces(lines) {
  replace(
    places,
    lines.map((row) => placed(places.querySelector(`[data-key="${CSS.escape(row.key)}"]`) ?? placeMould.cloneNode(true), row)),
  );
  frame.querySelector("[data-places-frame]").hidden = lines.length === 0;
}

function placed(element, row) {
  Object.assign(element.dataset, { key: row.key, for: row.for, epoch: row.epoch, seq: row.seq });
  element.toggleAttribute("data-part", row.is_part);
  element.toggleAttribute("data-nearest", row.is_nearest);
  write(element.querySelector('[data-slot="label"]'), row.label);
  say(element, row.state, row.text, row.texts);
  return element;
}

function say(element, state, text, [words, other]) {
  element.dataset.state = state;
  write(element.querySelector('[data-slot="text"]'), text);
  write(element.querySelector('[data-slot="words"]'), words);
  write(element.querySelector('[data-slot="other"]'), other);
}

// Nothing was heard for too long, by the screen's own clock: what the numbers are now, nobody here knows.
function silence() {
  isSilent = true;
  for (const element of places.children) {
    element.removeAttribute("data-nearest");
    say(element, "unknown", NOTHING, unknown);
  }
}

function onMark(mark) {
  if (mark === "stale") silence();
  else if (isSilent && shown) show(shown);
}

function sectionRow(text) {
  const known = [...rows.querySelectorAll(".board-section")].find((row) => row.textContent.trim() === text);
  const row = known ?? sectionMould.cloneNode(true);
  write(row.firstElementChild, text);
  return row;
}

function filled(element, row) {
  element.dataset.key = row.key;
  const slot = (name) => element.querySelector(`[data-slot="${name}"]`);
  slot("state").dataset.state = row.state;
  write(slot("label"), row.label);
  write(slot("text"), row.texts[0]);
  write(slot("other"), row.texts[1]);
  write(slot("time"), row.time);
  write(slot("what"), row.what);
  return element;
}

function showMode(state) {
  const banner = frame.querySelector("[data-mode]");
  const [headline, otherHeadline] = state.mode_headlines;
  const [text, other] = state.mode_texts;
  for (const [slot, words] of Object.entries({ headline, text, "other-headline": otherHeadline, other })) {
    write(banner.querySelector(`[data-slot="${slot}"]`), words);
  }
  banner.dataset.mode = state.mode;
  banner.hidden = state.mode === "normal";
}

function write(element, text) {
  if (element.textContent.trim() !== (text ?? "")) element.textContent = text ?? "";
}

// --- Pages

function turn(by) {
  const all = [...rows.children];
  // A phone scrolls; a wall does not.
  const isLong = isStill.matches || (isNarrow.matches && places.children.length > 0);
  const size = isLong ? all.length : thatFit(all);
  const pages = Math.ceil(all.length / size) || 1;
  page = (page + by) % pages;
  all.forEach((row, n) => (row.hidden = pages > 1 && Math.floor(n / size) !== page));
  if (dots.children.length !== (pages > 1 ? pages : 0)) {
    dots.replaceChildren(...Array.from({ length: pages > 1 ? pages : 0 }, () => document.createElement("i")));
  }
  [...dots.children].forEach((dot, n) => dot.classList.toggle("current", n === page));
  if (by === 0) fit();
}

// Numbers stand all at once: where there are too many, they are set smaller.
function fit() {
  const list = frame.querySelector("[data-places-frame]");
  if (list.hidden || getComputedStyle(list).overflowY !== "hidden") return;
  for (let scale = 1; scale > 0.3; scale -= 0.07) {
    places.style.setProperty("--fits", scale.toFixed(2));
    if (places.scrollHeight <= list.clientHeight && places.scrollWidth <= list.clientWidth) return;
  }
}

// How many rows a page holds: eight, fewer where a banner or a small screen leaves less room.
function thatFit(all) {
  const tallest = Math.max(1, ...all.map((row) => row.offsetHeight));
  return Math.min(MOST, Math.max(1, Math.floor(rows.closest("main").clientHeight / tallest)));
}

// --- Clock: the server's, whatever the screen's own says

const clock = frame.querySelector("[data-clock]");
const timeZone = document.body.dataset.timeZone || "Europe/Brussels";
const wall = new Intl.DateTimeFormat("nl-BE", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
let serverTime = Date.parse(frame.dataset.now);
let readAt = performance.now();

function tick() {
  const now = serverTime + performance.now() - readAt;
  write(clock, wall.format(now));
  setTimeout(tick, 1_000 - (now % 1_000) + 20);
}

async function sync() {
  try {
    const answer = await fetch("/healthz", { method: "HEAD", cache: "no-store" });
    const date = Date.parse(answer.headers.get("Date"));
    if (date) [serverTime, readAt] = [date + 500, performance.now()];
  } catch {
    // The old offset still holds.
  }
}

// --- A few pixels now and then, so that nothing burns in

function shift() {
  if (isStill.matches) return;
  const by = () => `${Math.round(Math.random() * 8 - 4)}px`;
  frame.style.transform = `translate(${by()}, ${by()})`;
}

// --- Days and nights on a wall: the light stays on, the page is made anew at night, and kept for when nobody serves

async function stayAwake() {
  try {
    if (!document.hidden) await navigator.wakeLock?.request("screen");
  } catch {
    // The screen's own settings decide.
  }
}

const loadedAt = performance.now();
const minute = Math.floor(Math.random() * 60); // not all screens of a house at once

function reloadAtNight() {
  const [hours, minutes] = wall.format(serverTime + performance.now() - readAt).split(":").map(Number);
  const isOld = performance.now() - loadedAt > 2 * 3_600_000;
  if (isOld && hours === RELOAD_AT && minutes >= minute) reloadIfServed();
}

async function keep() {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register(frame.dataset.worker);
    const { active } = await navigator.serviceWorker.ready;
    const parts = performance.getEntriesByType("resource").map((part) => part.name);
    const ours = parts.filter((part) => part.startsWith(`${location.origin}/static/`));
    active.postMessage({ page: location.pathname, keep: ours });
  } catch {
    // Without it a reload needs the server, no more.
  }
}

turn(0);
tick();
stayAwake();
document.addEventListener("visibilitychange", stayAwake);
setInterval(() => turn(1), TURN_EVERY);
setInterval(shift, SHIFT_EVERY);
setInterval(sync, SYNC_EVERY);
setInterval(reloadAtNight, 60_000);
addEventListener("resize", () => turn(0));
watch(frame.dataset.board, show, { element: frame, onMark });
if (document.readyState === "complete") keep();
else addEventListener("load", keep);
