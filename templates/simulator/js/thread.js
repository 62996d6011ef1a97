// One conversation on one phone: bubbles, ticks, days, and what the network did in between.

import { arrange, el, icon } from "./dom.js";
import { known, model, partnerOf, taken } from "./model.js";
import { clock, day, explain, has, readable, t } from "./strings.js";

const LOST = new Set(["undelivered", "failed", "canceled"]);
const ON_THE_WAY = new Set(["accepted", "scheduled", "queued", "sending"]);

export class Thread {
  constructor(phone) {
    this.phone = phone;
    this.cache = new Map();
    this.pinned = true;
    this.node = el("div", {
      class: "thread", role: "log", "aria-live": "off", tabindex: "0",
      "aria-label": t("conversation", { name: phone.name || readable(phone.number) }),
      scroll: () => this.look(),
    });
    // The keyboard or the history takes room away: whoever was at the end stays there.
    new ResizeObserver(() => this.pinned && this.toEnd()).observe(this.node);
  }

  update(business) {
    const before = this.node.lastElementChild;
    const items = this.items(business);
    arrange(this.node, items.length ? withDays(items, (item) => this.draw(item), this.cache) : [this.empty(business)]);
    if (this.pinned || this.switched !== business || this.own(before)) this.toEnd();
    this.switched = business;
  }

  // The customer's own new words are always shown, wherever one was reading.
  own(before) {
    const last = this.node.lastElementChild;
    return last !== before && last?.classList.contains("mine");
  }

  look() {
    const left = this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight;
    if (this.node.clientHeight === this.height) this.pinned = left < 80;
    this.height = this.node.clientHeight;
  }

  toEnd() {
    this.pinned = true;
    this.node.scrollTop = this.node.scrollHeight;
  }

  items(business) {
    const messages = [...model.messages.values()].filter((message) => this.holds(message, business));
    const notices = model.events.filter((event) => this.notes(event, business)).map((event) => ({ ...event, notice: true }));
    return [...messages, ...notices].sort(byTime);
  }

  // A service that has not chosen its number yet belongs to whatever conversation is open.
  holds(message, business) {
    const partner = partnerOf(message);
    return partner.phone === this.phone.number && (partner.business === business || !known(partner.business));
  }

  notes(event, business) {
    if (event.kind !== "optout_block" && event.kind !== "optout_unblock") return false;
    const scope = event.detail.scope ?? event.detail.to;
    const here = scope === business || (scope && scope === known(business)?.messaging_service);
    return here && (event.detail.phone ?? event.detail.from) === this.phone.number;
  }

  draw(item) {
    return item.notice ? this.keep(`event-${item.seq}`, "", () => notice(item)) : this.bubble(item);
  }

  bubble(message) {
    const print = `${message.status} ${message.error_code} ${taken.get(message.sid)}`;
    return this.keep(message.sid, print, (old) => {
      const fresh = message.direction === "inbound" ? mine(message) : theirs(message);
      if (!old) return fresh;
      old.className = `${fresh.className} settled`;
      old.replaceChildren(...fresh.childNodes);
      return old;
    });
  }

  keep(key, print, make) {
    const old = this.cache.get(key);
    if (old && old.print === print) return old.node;
    const node = make(old?.node);
    this.cache.set(key, { node, print });
    return node;
  }

  empty(business) {
    return this.keep("empty", business, () =>
      el("div", { class: "hello" }, icon("hello", "picture"),
        el("strong", { text: t("empty.title") }), el("p", { text: t("empty.body") })));
  }
}

// Within one millisecond: the customer's text, what the network made of it, then the answers.
const rank = (item) => (item.notice ? 1 : item.direction === "inbound" ? 0 : 2);
const byTime = (a, b) => a.at - b.at || rank(a) - rank(b) || (a.place ?? 0) - (b.place ?? 0);

function withDays(items, draw, cache) {
  const nodes = [];
  let last = "";
  for (const item of items) {
    const date = new Date(item.at).toDateString();
    if (date !== last) nodes.push(separator(date, item.at, cache));
    nodes.push(draw(item));
    last = date;
  }
  return nodes;
}

function separator(date, at, cache) {
  const old = cache.get(date);
  if (old) return old.node;
  const node = el("p", { class: "day", text: day(at) });
  cache.set(date, { node });
  return node;
}

function mine(message) {
  const got = taken.get(message.sid);
  const lost = LOST.has(message.status);
  const meta = el("p", { class: `meta ${lost || got === "failed" || got === "lost" ? "bad" : ""}` }, `${clock(message.at)} ·`, ...fate(message, got, lost));
  return el("div", { class: "row mine" }, shape(message), meta, trouble(message));
}

function fate(message, got, lost) {
  if (lost) return mark("alert", statusWord(message.status));
  if (got) return mark(got === "taken" ? "ticks" : "alert", t(`mine.${got}`));
  return mark("tick", statusWord(message.status));
}

function theirs(message) {
  const author = has(`author.${message.author}`) ? message.author : "responder";
  const name = t(`author.${author}`);
  const label = el("span", { class: "author", "data-author": author, title: t("author.by", { author: name }), text: name });
  const state = LOST.has(message.status) ? "lost" : ON_THE_WAY.has(message.status) ? "coming" : "here";
  const meta = el("p", { class: `meta ${state === "lost" ? "bad" : ""}` }, `${clock(message.at)} ·`,
    ...mark(statusIcon(message.status), statusWord(message.status)));
  return el("div", { class: `row theirs ${state}`, "data-status": message.status }, label, shape(message), meta, trouble(message));
}

function shape(message) {
  const parts = (message.media ?? []).map((medium) => attachment(medium));
  if (message.body) parts.push(el("span", { class: "words", dir: "auto", text: message.body }));
  return el("div", { class: "bubble" }, ...parts);
}

// Drawn, never loaded: the address is the sender's, and this page asks nobody but the simulator.
function attachment(medium) {
  const isPicture = String(medium.content_type ?? "").startsWith("image/");
  return el("span", { class: "attachment", title: medium.url }, icon("picture"),
    el("span", { text: t(isPicture ? "picture" : "attachment") }), el("small", { text: medium.content_type ?? "" }));
}

function trouble(message) {
  if (!message.error_code && !LOST.has(message.status)) return null;
  const why = message.error_code ? explain(message.error_code) : t("never");
  const code = message.error_code ? el("b", { text: `${message.error_code} ` }) : "";
  return el("p", { class: "trouble" }, code, why);
}

const mark = (name, words) => [icon(name), words];
const statusWord = (status) => (has(`status.${status}`) ? t(`status.${status}`) : status);

function statusIcon(status) {
  if (LOST.has(status)) return "alert";
  if (ON_THE_WAY.has(status)) return "clock";
  return status === "sent" ? "tick" : "ticks";
}

function notice(event) {
  const blocked = event.kind === "optout_block";
  const layer = event.detail.layer;
  const who = has(`author.${layer}`) ? `${t(`author.${layer}`)} · ` : "";
  const number = readable(event.detail.scope ?? event.detail.to);
  return el("p", { class: `notice ${blocked ? "blocked" : "open"}` },
    icon(blocked ? "block" : "tick"), `${who}${t(blocked ? "blocked" : "unblocked", { number })}`);
}
