// Dragging across the days of a week: a ghost shows what would be booked, red as soon as the room is not free for all of it.

const START_AFTER = 6;
const MINUTE = 60_000;

/** Watch the pointer in the week that `current()` returns; `whenChosen(room, from, to, slot)` gets instants. */
export function watchDrag({ current, whenChosen, whenRefused }) {
  let drag = null;

  document.addEventListener("pointerdown", (event) => {
    const slot = event.target.closest?.(".wk-slot");
    if (!slot || event.button !== 0 || event.pointerType === "touch" || !current().dataset.add) return;
    const row = slot.closest("[data-room]");
    const days = [...row.querySelectorAll(".wk-cell")];
    drag = { slot, row, days, step: Number(row.dataset.step), free: stretches(row), x: event.clientX, isMoving: false };
    drag.anchor = drag.minute = minuteAt(drag, event.clientX);
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag || (!drag.isMoving && Math.abs(event.clientX - drag.x) < START_AFTER)) return;
    drag.isMoving = true;
    drag.minute = minuteAt(drag, event.clientX);
    draw(drag);
  });
  document.addEventListener("pointerup", () => {
    const done = drag;
    stop();
    if (!done?.isMoving) return;
    // The click that follows belongs to the drag, not to the link under the pointer.
    const swallow = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    document.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 0);
    const { first, last, isFree } = reach(done);
    if (!isFree) whenRefused(refusal(current(), done.row, first, last));
    else whenChosen(done.row.dataset.room, instant(first), instant(last), done.slot);
  });
  document.addEventListener("pointercancel", stop);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stop();
  });

  function stop() {
    if (drag?.isMoving) {
      const ghost = current().querySelector("[data-ghost]");
      if (ghost) ghost.hidden = true;
      current().classList.remove("is-dragging");
    }
    const was = drag;
    drag = null;
    if (was) document.dispatchEvent(new CustomEvent("timeline:idle"));
  }

  function draw(now) {
    const timeline = current();
    const ghost = timeline.querySelector("[data-ghost]");
    const { first, last, isFree } = reach(now);
    const sheet = ghost.parentElement.getBoundingClientRect();
    const [left, right] = [xAt(now.days, first, false), xAt(now.days, last, true)];
    timeline.classList.add("is-dragging");
    ghost.hidden = false;
    ghost.classList.toggle("refused", !isFree);
    ghost.style.left = `${left - sheet.left}px`;
    ghost.style.width = `${Math.max(6, right - left)}px`;
    ghost.style.top = `${now.row.getBoundingClientRect().top - sheet.top + 5}px`;
    const spansDays = dayOf(now.days, first) !== dayOf(now.days, last - 1);
    const words = timeline.dataset.freeText
      .replace("{start}", clock(timeline, instant(first), spansDays))
      .replace("{end}", clock(timeline, instant(last), spansDays));
    ghost.textContent = right - left > (spansDays ? 150 : 84) ? words : "";
    ghost.title = words;
  }

  return { isDragging: () => drag !== null };
}

/** The minute of a click in a day's cell, on the step of its row, with what one may book from there; null if not free. */
export function proposalAt(slot, x) {
  const row = slot.closest("[data-room]");
  const drag = { row, days: [...row.querySelectorAll(".wk-cell")], step: Number(row.dataset.step) };
  const first = minuteAt(drag, x);
  const stretch = stretches(row).find(([start, end]) => start <= first && first + drag.step <= end);
  return stretch ? { room: row.dataset.room, from: instant(first), to: instant(Math.min(first + 60, stretch[1])) } : null;
}

/** What several days of a row would be booked as: from the first free minute of one to the last of another. */
export function rangeOf(row, first, last) {
  const days = [...row.querySelectorAll(".wk-cell")].slice(first, last + 1);
  const [opens, closes] = [Number(days[0].dataset.start), Number(days.at(-1).dataset.end)];
  const stretch = stretches(row).find(([start, end]) => start < Number(days[0].dataset.end) && end > Number(days.at(-1).dataset.start));
  if (!stretch) return null;
  const [from, to] = [Math.max(opens, stretch[0]), Math.min(closes, stretch[1])];
  return { room: row.dataset.room, from: instant(from), to: instant(to), isFree: to - from <= Number(row.dataset.longest) };
}

/** Why a stretch of a row cannot be booked, in words. */
export function refusal(timeline, row, first, last) {
  if (last - first <= Number(row.dataset.longest)) return timeline.dataset.takenText;
  const { name, longestWords } = row.dataset;
  return timeline.dataset.longText.replace("{room}", name).replace("{length}", longestWords);
}

/** `moment` on the clocks of the house, with its weekday where several days are meant. */
export function clock(timeline, moment, withDay) {
  const language = document.documentElement.lang || "nl";
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: timeline.dataset.zone };
  return moment.toLocaleString(language, withDay ? { weekday: "short", ...options } : options);
}

const instant = (minute) => new Date(minute * MINUTE);
const stretches = (row) => row.dataset.free.split(" ").filter(Boolean).map((text) => text.split("-").map(Number));
const dayOf = (days, minute) => days.findIndex((day) => minute < Number(day.dataset.end));

// Before the first day and behind the last the pointer means their edges; between two days the nearest.
function minuteAt({ days, step }, x) {
  const day = days.findLast((one) => one.getBoundingClientRect().left <= x) ?? days[0];
  const box = day.getBoundingClientRect();
  const [start, end] = [Number(day.dataset.start), Number(day.dataset.end)];
  const share = Math.min(1, Math.max(0, (x - box.left) / box.width));
  const minute = start + Math.floor(((end - start) * share) / step) * step;
  return Math.min(minute, end - step);
}

function xAt(days, minute, isEnd) {
  const day = isEnd
    ? (days.find((one) => minute <= Number(one.dataset.end)) ?? days.at(-1))
    : (days.find((one) => minute < Number(one.dataset.end)) ?? days.at(-1));
  const box = day.getBoundingClientRect();
  const [start, end] = [Number(day.dataset.start), Number(day.dataset.end)];
  return box.left + (box.width * (minute - start)) / (end - start);
}

function reach({ row, anchor, minute, step, free }) {
  const first = Math.min(anchor, minute);
  const last = Math.max(anchor, minute) + step;
  const isShort = last - first <= Number(row.dataset.longest);
  return { first, last, isFree: isShort && free.some(([start, end]) => start <= first && last <= end) };
}
