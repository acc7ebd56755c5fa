// The panel beside a door: redraws itself from the live state of its room. Texts come from the page.
import { showAlarms } from "../js/alarms.js";
import { wallText } from "../js/clock.js";
import { watch } from "../live.js";

const MINUTE = 60_000;
const SAID_LONG_ENOUGH = 15_000;
const panel = document.querySelector("[data-panel]");
const words = JSON.parse(document.getElementById("panel-words").textContent);
const language = document.documentElement.lang || "nl";
const zone = panel.dataset.zone;
const hours = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
const longDay = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", timeZone: zone });
const wall = wallText(language, zone);

let state = JSON.parse(document.getElementById("panel-state").textContent);
// The clock on the wall is the server's: tablets drift.
let ahead = Date.parse(panel.dataset.serverNow) - Date.now();
const now = () => new Date(Date.now() + ahead);

const find = (name, within = panel) => within.querySelector(`[data-${name}]`);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
const setText = (element, text) => {
  // Writing the same text again would make a screen reader say it again.
  if (element && element.textContent !== text) element.textContent = text;
};
const wallClock = (value) => wall(value, now());

function wordKey() {
  if (state.held) return "held";
  return state.now === "busy" && !state.current ? "prepared" : state.now;
}

function untilText() {
  if (!state.until) return state.now === "free" ? words.open_end : "";
  return fill(state.now === "closed" ? words.opens : words.until, { time: wallClock(state.until) });
}

function leftText() {
  if (!state.until || state.now === "closed") return "";
  const minutes = Math.ceil((Date.parse(state.until) - now()) / MINUTE);
  if (minutes < 1 || minutes >= 600) return "";
  if (minutes < 60) return fill(words.minutes_left, { minutes });
  return fill(words.hours_left, { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

function drawMeeting(name, meeting, none) {
  const card = panel.querySelector(`[data-meeting="${name}"]`);
  card.hidden = !meeting && !none;
  setText(find("times", card), meeting ? `${wallClock(meeting.starts_at)} – ${wallClock(meeting.ends_at)}` : "");
  const subject = find("subject", card);
  subject.hidden = !meeting?.title;
  setText(subject, meeting?.title ?? "");
  setText(find("organisation", card), meeting ? meeting.organisation ?? "" : none ?? "");
}

function drawProgress() {
  const bar = find("progress");
  if (!state.current) return;
  const start = Date.parse(state.current.starts_at);
  const share = (now() - start) / (Date.parse(state.current.ends_at) - start);
  bar.value = Math.max(0, Math.min(100, Math.round(share * 100)));
}

function drawOffers() {
  const start = Math.floor(now() / MINUTE) * MINUTE;
  const latest = state.until ? Date.parse(state.until) - Number(panel.dataset.turnover) * MINUTE : Infinity;
  const shortest = Number(panel.dataset.shortest) * MINUTE;
  let isOver = panel.dataset.offered !== "true" || !["free", "soon"].includes(state.now);
  for (const form of panel.querySelectorAll("[data-book]")) {
    const minutes = Number(form.dataset.book);
    const end = Math.min(start + minutes * MINUTE, latest);
    const isShortened = end < start + minutes * MINUTE;
    const isOffered = !isOver && end - start >= shortest && end > Number(now());
    form.hidden = !isOffered;
    isOver ||= isShortened;
    if (!isOffered) continue;
    setText(find("label", form), isShortened ? words.book_rest : fill(words.book_minutes, { minutes }));
    setText(find("until", form), fill(words.until, { time: wallClock(end) }));
  }
  const end = find("end");
  if (!end) return;
  end.hidden = !(state.now === "busy" && state.current);
  if (end.hidden) document.getElementById("end-confirm").hidePopover();
}

function drawTime() {
  setText(find("clock"), hours.format(now()));
  setText(find("date"), longDay.format(now()));
  setText(find("left"), leftText());
  drawProgress();
  drawOffers();
}

function draw() {
  const word = wordKey();
  panel.dataset.now = word;
  panel.dataset.mode = state.mode;
  setText(find("word"), words[word]);
  setText(panel.querySelector(".panel-until [data-until]"), untilText());
  drawMeeting("current", state.current, null);
  drawMeeting("next", state.next, words.nothing_next);
  showAlarms(panel, state);
  document.title = `${words[word]} · ${panel.querySelector("h1").textContent}`;
  drawTime();
}

function show(fresh, frame) {
  // What is resent after a reconnection is old news for the clock.
  const asOf = Date.parse(frame.as_of);
  if (asOf > Number(now())) ahead = asOf - Date.now();
  const isChanged = JSON.stringify(fresh) !== JSON.stringify(state);
  state = fresh;
  if (isChanged) find("notice")?.remove();
  draw();
}

// After a refused booking the address is that of the form: a reload must not send it again.
if (location.pathname !== panel.dataset.address) history.replaceState(null, "", panel.dataset.address);

draw();
setInterval(drawTime, 1000);
setTimeout(() => document.querySelectorAll(".messages > *").forEach((message) => message.remove()), SAID_LONG_ENOUGH);

watch(panel.dataset.topic, show, {
  // Whoever stands here must not trust an old picture: what may be taken by now cannot be taken from it.
  onMark: (mark) => {
    const actions = find("actions");
    if (actions) actions.disabled = mark === "stale";
    if (mark === "stale") document.getElementById("end-confirm")?.hidePopover();
  },
});
