// One stop of the tab key for the whole grid; the arrows walk in it.

const cellsOf = (row) => [...row.querySelectorAll("[data-cell]")];
const from = (cell) => Number(cell.closest("[data-from]").dataset.from);
const to = (cell) => Number(cell.closest("[data-from]").dataset.to);

/** What has the focus in the grid, in a form that survives a redraw. */
export function place(timeline) {
  const cell = document.activeElement?.closest?.("[data-cell]");
  if (!cell || !timeline.contains(cell)) return null;
  return { id: cell.id, room: cell.closest("[data-room]").dataset.room, at: from(cell) };
}

/** The cell at `where`, or the one that covers its time now. */
export function find(timeline, where) {
  if (!where) return null;
  const row = timeline.querySelector(`[data-room="${where.room}"]`);
  return timeline.querySelector(`#${CSS.escape(where.id)}`) ?? (row && nearest(row, where.at));
}

/** Let the tab key stop at `cell`, else at the first free one that is not hidden. */
export function rove(timeline, cell) {
  const cells = [...timeline.querySelectorAll("[data-cell]")];
  for (const one of cells) one.tabIndex = -1;
  const stop = cell ?? timeline.querySelector(":is([data-free], [data-free-cell]) > a[data-cell]") ?? cells[0];
  if (stop) stop.tabIndex = 0;
}

/** Move by the key of `event` from the focused cell; true when it was one of the grid's keys. */
export function walk(timeline, event) {
  const cell = event.target.closest("[data-cell]");
  if (!cell || event.altKey || event.metaKey || event.ctrlKey) return false;
  const row = cell.closest("[data-room]");
  const cells = cellsOf(row);
  const index = cells.indexOf(cell);
  const rows = [...timeline.querySelectorAll("[data-room]")].filter((one) => one.querySelector("[data-cell]"));
  const below = rows[rows.indexOf(row) + 1];
  const above = rows[rows.indexOf(row) - 1];
  const aims = {
    ArrowRight: () => cells[index + 1],
    ArrowLeft: () => cells[index - 1],
    ArrowDown: () => below && nearest(below, from(cell)),
    ArrowUp: () => above && nearest(above, from(cell)),
    Home: () => cells[0],
    End: () => cells.at(-1),
  };
  if (!(event.key in aims)) return false;
  const aim = aims[event.key]();
  if (aim) focus(timeline, aim);
  return true;
}

/** Focus `cell` and bring it out from under the sticky column. */
export function focus(timeline, cell) {
  rove(timeline, cell);
  cell.focus();
}

function nearest(row, at) {
  const cells = cellsOf(row);
  return cells.find((cell) => from(cell) <= at && at < to(cell)) ?? cells.find((cell) => from(cell) >= at) ?? cells.at(-1);
}

/** The first free cell of a row from the time of `cell` on. */
export function firstFree(cell) {
  const row = cell.closest("[data-room]");
  return cellsOf(row).find((one) => one.closest("[data-from]").matches("[data-free], [data-free-cell]") && !one.matches(".tl-block") && from(one) >= from(cell)) ?? null;
}
