// A board: prints the rows of its live topic, turns pages when there are many, and shows the server's time.

import { watch } from "../live.js";

const MOST = 8;
const TURN_EVERY = 10_000;
const SHIFT_EVERY = 120_000;
const SYNC_EVERY = 3_600_000;

const frame = document.querySelector("[data-board]");
const rows = frame.querySelector("[data-rows]");
const dots = frame.querySelector("[data-dots]");
const rowMould = document.querySelector("template[data-row]").content.firstElementChild;
const sectionMould = document.querySelector("template[data-section]").content.querySelector("tr");
const isStill = matchMedia("(prefers-reduced-motion: reduce)");
let page = 0;

// --- Rows: only what differs is written, so that aria-live says no more than what changed

function show(state) {
  const fresh = [];
  let section = "";
  for (const row of state.lines) {
    if (row.section !== section) {
      section = row.section;
      if (section) fresh.push(sectionRow(section));
    }
    fresh.push(filled(rows.querySelector(`[data-key="${CSS.escape(row.key)}"]`) ?? rowMould.cloneNode(true), row));
  }
  const isSame = fresh.length === rows.children.length && fresh.every((row, n) => row === rows.children[n]);
  if (!isSame) rows.replaceChildren(...fresh);
  frame.querySelector("[data-empty]").hidden = state.lines.length > 0;
  showMode(state);
  turn(0);
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
  const [text, other] = state.mode_texts;
  write(banner.querySelector('[data-slot="text"]'), text);
  write(banner.querySelector('[data-slot="other"]'), other);
  banner.hidden = !text;
}

function write(element, text) {
  if (element.textContent.trim() !== (text ?? "")) element.textContent = text ?? "";
}

// --- Pages

function turn(by) {
  const all = [...rows.children];
  const size = isStill.matches ? all.length : thatFit(all);
  const pages = Math.ceil(all.length / size) || 1;
  page = (page + by) % pages;
  all.forEach((row, n) => (row.hidden = pages > 1 && Math.floor(n / size) !== page));
  if (dots.children.length !== (pages > 1 ? pages : 0)) {
    dots.replaceChildren(...Array.from({ length: pages > 1 ? pages : 0 }, () => document.createElement("i")));
  }
  [...dots.children].forEach((dot, n) => dot.classList.toggle("current", n === page));
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
  const by = () => `${Math.round(Math.random() * 8 - 4)}px`;
  frame.style.transform = `translate(${by()}, ${by()})`;
}

turn(0);
tick();
setInterval(() => turn(1), TURN_EVERY);
setInterval(shift, SHIFT_EVERY);
setInterval(sync, SYNC_EVERY);
addEventListener("resize", () => turn(0));
watch(frame.dataset.board, show, { element: frame });
