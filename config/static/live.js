// One client for every live screen (docs: live protocol). A page calls
//   watch("room.12", (state, frame) => { … }, { staleAfter, onMark, element })
// and gets whole states. The socket is tried first; while it fails the JSON twin is asked every few seconds.
// Every [data-live-mark] of the page says whether what stands there is live; html[data-live] carries the same word.

const PROTOCOL = "ruimte.live.v1";
const POLL_EVERY = 5_000;
const ANSWER_WITHIN = 10_000;
const LONGEST_WAIT = 60_000;
const RENEW_AFTER = 12 * 3_600_000;
const RELOAD_AFTER = 10 * 60_000;
const REFUSALS = new Set([4401, 4403, 4404]);
const SLOW_RETRIES = new Map([[4400, 60_000], [4409, 60_000], [4401, 300_000], [4403, 300_000], [4404, 300_000], [4426, 300_000]]);

const watches = new Set();

/** Watch a live topic; returns { close() }. */
export function watch(topic, onState, { staleAfter, onMark, element } = {}) {
  const one = new Watch(topic, onState, { staleAfter, onMark, element });
  watches.add(one);
  one.start();
  return { close: () => one.stop() };
}

class Watch {
  constructor(topic, onState, { staleAfter, onMark, element }) {
    this.topic = topic;
    this.onState = onState;
    this.onMark = onMark;
    this.element = element;
    this.fixedStaleAfter = staleAfter;
    this.staleAfter = staleAfter || Number(document.body.dataset.liveStaleAfter) || 45;
    this.version = null; // {epoch, seq} of what is shown
    this.mark = "connecting";
    this.failures = 0;
    this.wasWelcomed = false;
  }

  start() {
    this.heardAt = performance.now();
    this.ticker = setInterval(() => this.look(), 1_000);
    this.connect();
  }

  stop() {
    clearInterval(this.ticker);
    clearTimeout(this.retry);
    this.dropSocket();
    this.stopPolling();
    watches.delete(this);
    showMarks();
  }

  // --- The socket

  connect() {
    clearTimeout(this.retry);
    this.retry = null;
    this.dropSocket();
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws/live/${this.topic}/`, [PROTOCOL]);
    this.socket = socket;
    this.welcomed = false;
    this.giveUp = setTimeout(() => this.failed(), ANSWER_WITHIN);
    socket.addEventListener("open", () => {
      const hello = { t: "hello", proto: 1, client: { name: "web", version: "1" } };
      if (this.version) hello.resume = this.version;
      this.send(hello);
    });
    socket.addEventListener("message", (event) => this.receive(event.data));
    socket.addEventListener("close", (event) => {
      if (this.socket === socket) this.failed(event.code);
    });
  }

  dropSocket() {
    clearTimeout(this.giveUp);
    clearTimeout(this.renewal);
    const socket = this.socket;
    this.socket = null; // its later events no longer count
    this.welcomed = false;
    if (socket) socket.close();
  }

  send(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  failed(code) {
    this.dropSocket();
    if (REFUSALS.has(code)) this.refused();
    const longest = Math.min(LONGEST_WAIT, 1_000 * 2 ** this.failures++);
    const wait = SLOW_RETRIES.get(code) ?? Math.random() * longest;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), wait);
    this.startPolling();
  }

  receive(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (frame.t === "error") return; // its close code says what to do
    this.heard(frame.server_time ?? frame.as_of, this.confirms(frame));
    if (frame.t === "welcome") this.welcome(frame);
    else if (frame.t === "hb") this.send({ t: "pong", n: frame.n });
    else if (frame.t === "state" && frame.topic === this.topic) {
      this.apply(frame);
      this.acknowledge(frame.seq);
    }
  }

  // Whether after this frame what is shown is what is so: a welcome that promises another state does not say that.
  confirms(frame) {
    if (frame.t === "state") return true;
    if (frame.t === "welcome") return Boolean(frame.resumed);
    return frame.epoch === this.version?.epoch && frame.seq === this.version?.seq;
  }

  // Without an answer to the last two states the server sends one a second.
  acknowledge(seq) {
    // A hidden page paints nothing, but reads.
    if (document.hidden) this.send({ t: "ack", seq });
    // Once the browser has painted it: proof of what the screen shows.
    else requestAnimationFrame(() => requestAnimationFrame(() => this.send({ t: "ack", seq, shown_at: new Date().toISOString() })));
  }

  welcome(frame) {
    clearTimeout(this.giveUp);
    this.welcomed = this.wasWelcomed = true;
    this.failures = 0;
    if (!this.fixedStaleAfter && frame.stale_after_s > 0) this.staleAfter = frame.stale_after_s;
    this.stopPolling();
    this.renewal = setTimeout(() => this.connect(), RENEW_AFTER * (1 + Math.random() / 10));
    if (this.mark !== "stale" || frame.resumed) this.setMark("live");
  }

  // --- The JSON twin

  startPolling() {
    if (this.polling) return;
    this.polling = true;
    this.poll();
  }

  stopPolling() {
    this.polling = false;
    clearTimeout(this.nextPoll);
  }

  async poll() {
    const headers = this.version ? { "If-None-Match": `"${this.version.epoch}-${this.version.seq}"` } : {};
    try {
      const answer = await fetch(`/api/v1/live/${this.topic}/`, {
        headers,
        cache: "no-store",
        credentials: "same-origin",
        signal: AbortSignal.timeout(ANSWER_WITHIN),
      });
      if (!this.polling) return;
      if (answer.ok || answer.status === 304) {
        this.wasWelcomed = true;
        const frame = answer.ok ? await answer.json() : null;
        this.heard(answer.headers.get("Date"));
        if (frame) this.apply(frame);
        if (this.polling) this.setMark("polling");
      } else if ([401, 403, 404].includes(answer.status)) {
        this.refused();
      }
    } catch {
      // Nobody answered; staleness is judged by the clock below.
    }
    if (this.polling) this.nextPoll = setTimeout(() => this.poll(), POLL_EVERY);
  }

  // --- What is shown

  apply(frame) {
    const shown = this.version;
    if (shown && shown.epoch === frame.epoch && frame.seq <= shown.seq) return;
    this.version = { epoch: frame.epoch, seq: frame.seq };
    this.onState(frame.state, frame);
    this.element?.dispatchEvent(new CustomEvent("live:state", { bubbles: true, detail: frame }));
  }

  heard(serverTime, isConfirmed = true) {
    const silence = performance.now() - this.heardAt;
    this.heardAt = performance.now();
    if (serverTime) this.heardAtServerTime = new Date(serverTime);
    if (silence > RELOAD_AFTER) reload();
    else if (this.mark === "stale" && isConfirmed) this.setMark(this.welcomed ? "live" : "polling");
  }

  look() {
    const silence = performance.now() - this.heardAt;
    if (silence <= this.staleAfter * 1_000) return;
    if (this.mark !== "stale") {
      this.setMark("stale");
      // An open socket that says nothing is dead, whatever the network stack believes.
      if (this.welcomed) this.failed();
    }
    if (silence > RELOAD_AFTER) reloadIfServed();
  }

  // Taken away rather than lost: the page itself knows what to show instead (log in, not found, pair this screen).
  refused() {
    if (this.wasWelcomed) reload();
    else this.setMark("stale");
  }

  wake() {
    this.look();
    if (this.welcomed) return;
    this.failures = 0;
    if (this.retry) this.connect();
  }

  setMark(mark) {
    this.mark = mark;
    this.onMark?.(mark, this.heardAtServerTime ?? null);
    this.element?.dispatchEvent(new CustomEvent("live:mark", { bubbles: true, detail: { mark } }));
    showMarks();
  }
}

function showMarks() {
  const all = [...watches];
  const mark = ["stale", "connecting", "polling"].find((word) => all.some((one) => one.mark === word)) ?? "live";
  const times = all.filter((one) => one.mark === "stale" && one.heardAtServerTime).map((one) => one.heardAtServerTime);
  const oldest = times.length ? new Date(Math.min(...times)) : null;
  document.documentElement.dataset.live = mark;
  for (const element of document.querySelectorAll("[data-live-mark]")) {
    const words = { live: element.dataset.liveText, polling: element.dataset.pollingText, stale: element.dataset.staleText };
    const text = (words[mark] ?? "").replace("{time}", oldest ? clockTime(oldest) : "–");
    element.dataset.state = mark;
    if (element.textContent !== text) element.textContent = text;
  }
}

function clockTime(moment) {
  const timeZone = document.body.dataset.timeZone || "Europe/Brussels";
  return moment.toLocaleTimeString("nl-BE", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
}

let isReloading = false;

function reload() {
  // Never under somebody's hands: what is being typed matters more than a fresh page.
  const isTyping = document.activeElement?.matches("input, textarea, select") || document.querySelector("dialog[open]");
  if (isReloading || isTyping) return;
  isReloading = true;
  location.reload();
}

let isAsking = false;

/** Load the page anew, unless nobody would answer: a wall screen must not end on the browser's error page. */
export async function reloadIfServed() {
  if (isAsking) return;
  isAsking = true;
  try {
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN) });
    if (answer.status < 500) reload();
  } catch {
    // still away
  } finally {
    setTimeout(() => (isAsking = false), LONGEST_WAIT);
  }
}

const wake = () => watches.forEach((one) => one.wake());
document.addEventListener("visibilitychange", () => document.hidden || wake());
addEventListener("online", wake);
addEventListener("pageshow", (event) => event.persisted && wake());
