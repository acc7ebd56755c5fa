// The lists and the card of the desk, drawn from the state of the day; what did not change is left as it stands.
import { make, fill, clockOf } from "./desk-words.js";

const LEAST = 2;
const SIGNS = { asked: "…", in: "✓", already: "!", look: "!", kept: "!", stop: "✕" };

/** Draws into `page`; `deeds` are called with a visit or a task. */
export function lists(page, words, deeds) {
  const time = clockOf(page.dataset.zone);
  const drawn = new Map();
  const unfolded = new Set();
  const isDutch = document.documentElement.lang.startsWith("nl");
  const list = (name) => page.querySelector(`[data-list="${name}"]`);

  function button(text, of, deed, className = "button small") {
    const one = make("button", className, text);
    one.type = "button";
    one.append(make("span", "visually-hidden", ` ${of}`));
    one.addEventListener("click", deed);
    return one;
  }

  // A row is made anew only when something it says is another than before.
  function kept(key, facts, build) {
    const sign = JSON.stringify(facts);
    const before = drawn.get(key);
    if (before?.sign === sign) return before.node;
    const node = build();
    node.dataset.key = key;
    drawn.set(key, { sign, node });
    return node;
  }

  const place = (visit) => [visit.room, visit.floor].filter(Boolean).join(", ");

  function row(visit, side, className = "desk-row") {
    const item = make("li", className);
    const main = make("div", "desk-who");
    const facts = [visit.firm, visit.host, place(visit), visit.plate];
    main.append(make("strong", "", visit.name), make("div", "muted small", facts.filter(Boolean).join(" · ")));
    item.append(make("span", "list-time", time(visit.starts_at)), main, ...side);
    return item;
  }

  function planned(visit, { waiting, chosen }) {
    const isKept = waiting.has(visit.id);
    const isChosen = chosen === visit.id;
    return kept(`expected-${visit.id}`, [visit, isKept, isChosen], () => {
      const side = isKept ? make("span", "chip soon", words.kept) : button(words.check_in, visit.name, () => deeds.checkIn(visit));
      const item = row(visit, [...(isChosen ? [make("kbd", "", "Enter")] : []), side]);
      item.classList.toggle("is-chosen", isChosen);
      return item;
    });
  }

  function head(id, members, isOpen) {
    const name = members[0].group_name || words.group;
    return kept(`group-${id}`, [name, members.map((one) => one.id), isOpen], () => {
      const item = make("li", "desk-row desk-group");
      const fold = button(name, fill(words.people, { n: members.length }), () => {
        if (!unfolded.delete(id)) unfolded.add(id);
        deeds.redraw();
      }, "desk-fold");
      fold.setAttribute("aria-expanded", String(isOpen));
      fold.append(make("span", "muted small", ` ${time(members[0].starts_at)} · ${members[0].host}`));
      item.append(fold, button(fill(words.check_in_all, { n: members.length }), name, () => members.forEach(deeds.checkIn)));
      return item;
    });
  }

  function expected(state, found, look) {
    const groups = new Map();
    for (const visit of found) {
      const key = visit.group ?? `one-${visit.id}`;
      groups.set(key, [...(groups.get(key) ?? []), visit]);
    }
    const rows = [];
    const shown = [];
    for (const [key, members] of groups) {
      const all = members[0].group ? state.visits.filter((one) => one.group === key && one.status === "planned") : members;
      const isOpen = look.isNarrowed || unfolded.has(key);
      if (all.length > 1) rows.push(head(key, all, isOpen));
      if (all.length > 1 && !isOpen) continue;
      for (const visit of members) {
        rows.push(planned(visit, look));
        shown.push(visit);
      }
    }
    return { rows, shown };
  }

  // The one thing that is left to do.
  function remaining(visit) {
    const done = { look: "confirm", approval: "approve", rules: "accept_rules" }[visit.step];
    if (done) return [button(words[`${visit.step}_done`], visit.name, () => deeds.decide(visit, done))];
    return visit.step === "badge" ? [button(words.badge, visit.name, () => deeds.print(visit))] : [];
  }

  function step(visit) {
    const why = visit.step && visit.step !== "badge" ? [make("span", "chip soon", words[visit.step])] : [];
    return [...why, ...remaining(visit)];
  }

  function inside(visit) {
    const isPast = new Date(visit.ends_at) < new Date();
    return kept(`inside-${visit.id}`, [visit, isPast], () => {
      const side = [];
      if (visit.answer && visit.answer !== "none") side.push(make("span", "chip info", `${words.host}: ${words[visit.answer]}`));
      if (isPast) side.push(make("span", "chip blocked", words.past));
      return row(visit, [...side, ...step(visit), button(words.sign_out, visit.name, () => deeds.signOut(visit))]);
    });
  }

  const waits = (visit) => kept(`waiting-${visit.id}`, [visit], () => row(visit, step(visit)));

  function meeting(one) {
    return kept(`meeting-${one.id}`, one, () => {
      const item = make("li", "desk-row");
      const who = make("div", "desk-who");
      who.append(make("strong", "", one.room), make("span", "muted", ` ${one.organisation}`));
      if (one.layout) who.append(make("div", "muted small", one.layout));
      item.append(make("span", "list-time", `${time(one.starts_at)}–${time(one.ends_at)}`), who);
      return item;
    });
  }

  function task(one, waiting) {
    const id = `${one.booking}-${one.kind}`;
    const isKept = waiting.has(id);
    const isLate = !one.done_at && new Date(one.due_at) < new Date();
    return kept(`task-${id}`, [one, isKept, isLate], () => {
      const item = make("li", one.done_at ? "desk-row is-done" : "desk-row");
      const who = make("div", "desk-who");
      const things = one.equipment.map((line) => `${line.count} × ${isDutch ? line.nl : line.en}`);
      who.append(make("strong", "", `${words[one.kind]}: ${one.room}`), make("span", "muted", ` ${one.floor}`));
      who.append(make("div", "small", [one.layout, ...things].filter(Boolean).join(" · ")));
      if (one.done_at) who.append(make("div", "muted small", fill(words.done_by, { time: time(one.done_at), name: one.done_by || words.system })));
      const side = isKept
        ? [make("span", "chip soon", words.kept)]
        : [button(one.done_at ? words.undo : words.done, `${words[one.kind]} ${one.room}`, () => deeds.tick(one), one.done_at ? "button small quiet" : "button small")];
      if (isLate) side.unshift(make("span", "chip blocked", words.late));
      item.append(make("span", "list-time", time(one.due_at)), who, ...side);
      return item;
    });
  }

  function put(name, rows, nothing = words.nobody) {
    const target = list(name);
    const wanted = rows.length ? rows : [kept(`none-${name}`, nothing, () => make("li", "muted", nothing))];
    if (wanted.length === target.children.length && wanted.every((node, n) => node === target.children[n])) return;
    // Who stands on a button keeps standing there while the list is drawn anew.
    const active = target.contains(document.activeElement) ? document.activeElement : null;
    const key = active?.closest("[data-key]")?.dataset.key;
    target.replaceChildren(...wanted);
    if (active?.isConnected) active.focus();
    else if (key) target.querySelector(`[data-key="${key}"] button`)?.focus();
  }

  function matching(state, text) {
    if (!text) return state.visits;
    return state.visits.filter((one) => `${one.name} ${one.firm} ${one.host} ${one.organisation ?? ""}`.toLowerCase().includes(text));
  }

  /** Draws all lists; gives the visits that can be checked in, in the order in which they stand there. */
  function draw(state, { text, waiting, chosen }) {
    const isNarrowed = text.length >= LEAST && text.length < 20;
    const found = matching(state, isNarrowed ? text : "");
    const by = (status) => found.filter((one) => one.status === status);
    const { rows, shown } = expected(state, by("planned"), { waiting, chosen, isNarrowed });
    put("expected", rows);
    put("waiting", by("arrived").map(waits));
    put("inside", by("in").map(inside));
    put("meetings", state.meetings.filter((one) => new Date(one.ends_at) > new Date()).map(meeting), words.nothing_on);
    const open = state.tasks.filter((one) => !one.done_at);
    put("tasks", open.map((one) => task(one, waiting)), words.nothing_to_do);
    put("tasks-done", state.tasks.filter((one) => one.done_at).map((one) => task(one, waiting)), words.nothing_to_do);
    count(state, open.length);
    return shown;
  }

  function count(state, tasks) {
    const numbers = { expected: "planned", waiting: "arrived", inside: "in" };
    for (const [name, status] of Object.entries(numbers)) {
      page.querySelector(`[data-count="${name}"]`).textContent = String(state.visits.filter((one) => one.status === status).length);
    }
    page.querySelector('[data-count="tasks"]').textContent = String(tasks);
    page.querySelector('[data-count="tasks-done"]').textContent = String(state.tasks.length - tasks);
  }

  function card(target, visit, kind) {
    const facts = visit
      ? [
          visit.firm,
          [visit.host && `${words.host}: ${visit.host}`, visit.phone].filter(Boolean).join(" · "),
          place(visit),
          visit.parking && `${words.parking}: ${visit.parking}`,
          visit.plate,
          visit.rules === undefined || visit.rules === null ? "" : visit.rules ? words.rules_yes : words.rules_no,
        ]
      : [];
    const isLooked = target.dataset.kind === "look";
    verdict(target, isLooked ? words[visit.step] : words[kind], target.dataset.kind, visit?.name ?? words.unknown_offline);
    target.append(...facts.filter(Boolean).map((line) => make("p", "", line)), ...(visit ? remaining(visit) : []));
  }

  function refusal(target, visit, text) {
    verdict(target, text, "stop", visit?.name);
  }

  function verdict(target, text, kind, name) {
    const line = make("p", "desk-verdict", text);
    const sign = make("span", "desk-sign", SIGNS[kind]);
    sign.setAttribute("aria-hidden", "true");
    line.prepend(sign);
    target.replaceChildren(line, ...(name ? [make("p", "desk-name", name)] : []));
  }

  return { draw, card, refusal, matching };
}
