// What this computer remembers of the day for when the server is away: of each visitor the name, firm, host and floor,
// beside numbers and times that say nothing about anybody. Gone at log-out and at midnight (js/private.js).
import { forgetPrivate } from "../js/private.js";

const KEPT = ["id", "name", "firm", "host", "floor", "group", "starts_at", "ends_at", "entered_at", "status", "step", "marks"];

/** The copy of one desk for one person; `day` is the local day of the house. */
export class Copy {
  constructor(key, zone) {
    this.key = `ruimte-private:${key}`;
    this.zone = zone;
  }

  write(state) {
    const visits = state.visits.map((visit) => Object.fromEntries(KEPT.map((name) => [name, visit[name] ?? null])));
    localStorage.setItem(this.key, JSON.stringify({ day: state.day, until: this.midnight(), at: Date.now(), visits }));
  }

  /** The copy of `day` as a state, with the moment it was made; null where there is none. */
  read(day) {
    forgetPrivate({ onlyOld: true });
    try {
      const { at, visits, day: ofDay } = JSON.parse(localStorage.getItem(this.key));
      if (ofDay === day) return { at, day, visits, meetings: [], tasks: [] };
    } catch {
      // Nothing there, or nothing one can read.
    }
    this.clear();
    return null;
  }

  clear() {
    localStorage.removeItem(this.key);
  }

  midnight() {
    const format = { hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23", timeZone: this.zone };
    const parts = new Intl.DateTimeFormat("en-GB", format).formatToParts(new Date());
    const part = (type) => Number(parts.find((one) => one.type === type).value);
    return Date.now() + (86_400 - part("hour") * 3600 - part("minute") * 60 - part("second")) * 1000;
  }
}
