// The sheet on paper: who is in and who is expected, by name, firm, host and floor. Offered at half past eight, at noon
// and when the connection is lost; printed from what this page knows, so that no server is needed.
import { make, fill, clockOf } from "./desk-words.js";

const HOURS = ["08:30", "12:00"];
const MINUTES_OFFERED = 90;

/** `known()` gives the state of the desk and the moment it is of. */
export class Sheet {
  constructor(page, words, known) {
    Object.assign(this, { page, words, known });
    this.time = clockOf(page.dataset.zone);
    this.offer = page.querySelector("[data-offer]");
    this.key = `ruimte-desk-sheet:${page.dataset.desk}`;
    this.lost = null;
    addEventListener("beforeprint", () => this.draw());
    for (const button of page.querySelectorAll("[data-print]")) button.addEventListener("click", () => this.print());
    page.querySelector("[data-later]").addEventListener("click", () => this.done());
  }

  /** The connection is gone since `since`, or back (null). */
  connection(since) {
    if (since === null) this.lost = null;
    else this.lost ??= { since, isDone: false };
    this.look();
  }

  look() {
    const due = this.due();
    let text = "";
    if (this.lost && !this.lost.isDone) text = fill(this.words.sheet_lost, { time: this.time(this.lost.since) });
    else if (due && localStorage.getItem(this.key) !== due) text = fill(this.words.sheet_due, { time: due.slice(-5) });
    const line = this.offer.querySelector("p");
    if (line.textContent !== text) line.textContent = text;
    this.offer.hidden = !text;
  }

  /** The day and the hour for which a sheet is due now, or null. */
  due() {
    const minutes = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
    const now = minutes(this.time(Date.now()));
    const hour = HOURS.find((one) => now >= minutes(one) && now < minutes(one) + MINUTES_OFFERED);
    return hour ? `${this.known().state.day} ${hour}` : null;
  }

  print() {
    this.done();
    print();
  }

  done() {
    if (this.lost) this.lost.isDone = true;
    const due = this.due();
    if (due) localStorage.setItem(this.key, due);
    this.look();
  }

  draw() {
    const { state, at } = this.known();
    const page = this.page.querySelector("[data-sheet]");
    const when = page.querySelector("[data-as-of]");
    when.textContent = fill(this.words.sheet_as_of, { time: this.time(at), now: this.time(Date.now()) });
    const tables = { in: ["arrived", "in"], expected: ["planned"] };
    for (const [name, statuses] of Object.entries(tables)) {
      const people = state.visits.filter((one) => statuses.includes(one.status)).sort((a, b) => a.name.localeCompare(b.name));
      const rows = people.map((one) => {
        const row = make("tr", "");
        row.append(...[one.name, one.firm, one.host, one.floor].map((text, n) => make(n ? "td" : "th", "", text)));
        row.firstChild.scope = "row";
        return row;
      });
      page.querySelector(`[data-rows="${name}"]`).replaceChildren(...rows);
      page.querySelector(`[data-number="${name}"]`).textContent = String(people.length);
    }
  }
}
