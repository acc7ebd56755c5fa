// What the desk did, in the order it was done: kept until the server has it, also over a reload or a restart.
const AGAIN_EVERY = 4_000;
const WITHIN = 15_000;

/** A queue of calls under one key; `onAnswer(entry, status, body)` for each answer, `onChange()` when it grows or shrinks. */
export class Queue {
  constructor(key, { api, token, onAnswer, onChange }) {
    Object.assign(this, { key, api, token, onAnswer, onChange, isSending: false });
    addEventListener("online", () => this.send());
    setInterval(() => this.send(), AGAIN_EVERY);
  }

  entries() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? [];
    } catch {
      return [];
    }
  }

  keep(entries) {
    if (entries.length) localStorage.setItem(this.key, JSON.stringify(entries));
    else localStorage.removeItem(this.key);
    this.onChange();
  }

  /** `path` from the API on, `body` without its nonce; the moment is told only when it could not be sent at once. */
  add(path, body, about = {}) {
    const entry = { ...about, path, body: { ...body, nonce: crypto.randomUUID() }, at: new Date().toISOString(), tried: false };
    this.keep([...this.entries(), entry]);
    this.send();
    return entry;
  }

  async send() {
    if (this.isSending) return;
    this.isSending = true;
    try {
      // Two windows of one browser share the queue: one of them sends.
      await navigator.locks.request(this.key, async () => {
        let [first] = this.entries();
        while (first && (await this.sent(first))) [first] = this.entries();
      });
    } finally {
      this.isSending = false;
    }
  }

  async sent(entry) {
    let answer;
    try {
      answer = await fetch(new URL(entry.path, new URL(this.api, location.origin)), {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token() },
        body: JSON.stringify(entry.tried ? { ...entry.body, happened_at: entry.at } : entry.body),
        credentials: "same-origin",
        signal: AbortSignal.timeout(WITHIN),
      });
    } catch {
      this.wait(entry);
      return false;
    }
    // Logged out, or the server in need: the deed stays until somebody is there again.
    if (answer.status >= 500 || [401, 403, 429].includes(answer.status)) {
      this.wait(entry);
      return false;
    }
    this.keep(this.entries().filter((kept) => kept.body.nonce !== entry.body.nonce));
    this.onAnswer(entry, answer.status, await answer.json().catch(() => ({})));
    return true;
  }

  wait(entry) {
    this.keep(this.entries().map((kept) => (kept.body.nonce === entry.body.nonce ? { ...kept, tried: true } : kept)));
    this.onAnswer(entry, 0, {});
  }
}
