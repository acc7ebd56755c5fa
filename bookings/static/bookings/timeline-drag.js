// Dragging over free time with the mouse: a ghost shows what would be booked, and turns red where something has the room.

const TRACK = 24;
const START_AFTER = 6;
const QUARTER = 15 * 60_000;

/** Watch the pointer in the timeline that `current()` returns; `whenChosen(room, from, to)` gets instants. */
export function watchDrag({ current, whenChosen, whenRefused }) {
  let drag = null;

  document.addEventListener("pointerdown", (event) => {
    const slot = event.target.closest?.(".tl-slot");
    if (!slot || event.button !== 0 || event.pointerType === "touch") return;
    drag = begin(slot, event);
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.isMoving && Math.abs(event.clientX - drag.x) < START_AFTER) return;
    drag.isMoving = true;
    drag.track = trackAt(drag.row, event.clientX);
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
    if (!isFree) whenRefused();
    else whenChosen(done.row.dataset.room, instant(first), instant(last), done.slot);
  });
  document.addEventListener("pointercancel", stop);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stop();
  });

  function begin(slot, event) {
    const row = slot.closest("[data-room]");
    const step = Number(row.dataset.step);
    const free = new Set();
    for (const cell of row.querySelectorAll("[data-free]")) {
      for (let track = Number(cell.dataset.from); track < Number(cell.dataset.to); track++) free.add(track);
    }
    const anchor = trackAt(row, event.clientX);
    return { slot, row, step, free, anchor, track: anchor, x: event.clientX, isMoving: false };
  }

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
    timeline.classList.add("is-dragging");
    ghost.hidden = false;
    ghost.classList.toggle("refused", !isFree);
    ghost.style.gridColumn = `${first + 1} / ${last + 1}`;
    const over = ghost.parentElement.getBoundingClientRect();
    ghost.style.marginTop = `${now.row.getBoundingClientRect().top - over.top + 3}px`;
    const words = timeline.dataset.freeText.replace("{start}", clock(instant(first))).replace("{end}", clock(instant(last)));
    ghost.textContent = last - first > 5 ? words : "";
  }

  function instant(track) {
    return new Date(Date.parse(current().dataset.startsAt) + (track - 1) * QUARTER);
  }

  function clock(moment) {
    const timeZone = current().dataset.zone;
    return moment.toLocaleTimeString("nl-BE", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
  }

  return { isDragging: () => drag !== null };
}

function trackAt(row, x) {
  const rail = row.querySelector(".tl-rail").getBoundingClientRect();
  const count = Math.round(rail.width / TRACK);
  return Math.min(count, Math.max(1, Math.floor((x - rail.left) / TRACK) + 1));
}

function reach({ anchor, track, step, free }) {
  const down = (n) => n - ((n - 1) % step);
  const first = down(Math.min(anchor, track));
  const last = down(Math.max(anchor, track)) + step;
  let isFree = true;
  for (let n = first; n < last; n++) isFree &&= free.has(n);
  return { first, last, isFree };
}
