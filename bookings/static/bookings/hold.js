// Keeps the time that stands in the booking form for whoever fills it in, and gives it back when they leave.

const TIMES = new Set(["room", "day", "start", "start_pass", "end_day", "end", "end_pass"]);
const PAUSE = 300;

class RoomHold extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.change = (event) => {
      if (!TIMES.has(event.target.name)) return;
      clearTimeout(this.wait);
      this.wait = setTimeout(() => this.take(), PAUSE);
    };
    // The booking itself replaces the hold: giving it back before would let somebody else in between.
    this.submit = () => { this.isSent = true; };
    this.leave = () => { if (!this.isSent) this.send({ release: "1" }); };
    this.form.addEventListener("change", this.change);
    this.form.addEventListener("submit", this.submit);
    addEventListener("pagehide", this.leave);
    // A form that only proposes something keeps nothing from anybody yet.
    if ("asked" in this.dataset) this.take();
  }

  disconnectedCallback() {
    clearTimeout(this.wait);
    removeEventListener("pagehide", this.leave);
    // A form that is only shown anew holds by itself again.
    setTimeout(() => {
      if (!document.querySelector("room-hold")) this.leave();
    }, PAUSE);
  }

  // Asked first, for "no" is an ordinary answer to a question; only who comes second in a race is refused.
  async take() {
    const asked = this.asked = {};
    try {
      const { is_free: isFree, says, stock } = await this.ask();
      // Who has sent the form meanwhile needs no hold any more.
      if (asked !== this.asked || this.isSent) return;
      for (const [name, words] of Object.entries(stock)) {
        const help = document.getElementById(`id_${name}_helptext`);
        if (help) help.textContent = words;
      }
      if (!isFree) {
        this.textContent = says;
        await this.send({ release: "1" });
        return;
      }
      const answer = await (await this.send()).json();
      if (asked === this.asked) this.textContent = answer.says ?? answer.detail;
    } catch {
      this.textContent = "";
    }
  }

  async ask() {
    const chosen = [...new FormData(this.form)].filter(([name]) => TIMES.has(name));
    return (await fetch(`${this.dataset.address}?${new URLSearchParams(chosen)}`)).json();
  }

  send(more = {}) {
    const body = new FormData(this.form);
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    return fetch(this.dataset.address, { method: "POST", body, keepalive: true });
  }
}

customElements.define("room-hold", RoomHold);
