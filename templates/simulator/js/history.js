// "What happened": the simulator's witness log, told for one phone.

import { arrange, el, icon } from "./dom.js";
import { model, partnerOf } from "./model.js";
import { clockSeconds, explain, has, readable, t } from "./strings.js";

const SHOWN = 60;

export class History {
  constructor(phone, open) {
    this.phone = phone;
    this.rows = new Map();
    this.list = el("ol", { class: "events", tabindex: "0", "aria-label": t("log") });
    this.latest = el("span", { class: "latest" });
    this.node = el("details", { class: "history", open },
      el("summary", {}, el("span", { class: "heading", text: t("log") }), this.latest, icon("chevron")), this.list);
  }

  update() {
    const mine = model.events.filter((event) => concerns(event, this.phone.number)).slice(-SHOWN).reverse();
    arrange(this.list, mine.length ? mine.map((event) => this.row(event)) : [this.nothing()]);
    this.latest.textContent = mine.length ? summary(tell(mine[0])) : "";
  }

  row(event) {
    const old = this.rows.get(event.seq);
    if (old) return old;
    const made = line(event);
    this.rows.set(event.seq, made);
    return made;
  }

  nothing() {
    this.none ??= el("li", { class: "none", text: t("log.none") });
    return this.none;
  }
}

function concerns(event, phone) {
  const detail = event.detail ?? {};
  const message = model.messages.get(event.sid);
  if (message) return partnerOf(message).phone === phone;
  const parties = [detail.phone, detail.from, detail.to].filter(Boolean);
  // What names nobody (a refused login, say) concerns every phone.
  return parties.length ? parties.includes(phone) : true;
}

function line(event) {
  const { mood, what, result, why } = tell(event);
  return el("li", { class: mood },
    el("time", { text: clockSeconds(event.at) }), el("span", { class: "what", text: what }),
    el("span", { class: "result", text: result }), why ? el("small", { text: why }) : null);
}

const summary = ({ what, result }) => (result ? `${what} · ${result}` : what);

const TELLERS = {
  inbound: (detail) => ({ what: t("log.inbound"), ...(detail.lost ? { result: t("log.webhook_lost"), mood: "bad" } : {}) }),
  webhook_attempt: (detail) => ({ what: t("log.webhook"), ...answer(detail.status, detail) }),
  create: (detail) => ({ what: t("log.create"), ...answer(detail.http ?? detail.status, detail), ...reason(detail.code) }),
  callback: (detail) => ({
    what: t("log.callback", { status: word(detail.status) }),
    ...answer(detail.http ?? detail.http_status, detail),
    ...reason(detail.error_code, ""),
  }),
  optout_block: (detail) => ({ what: t("log.optout_block"), result: readable(detail.scope ?? detail.to), mood: "warn" }),
  optout_unblock: (detail) => ({ what: t("log.optout_unblock"), result: readable(detail.scope ?? detail.to) }),
  network_reply: () => ({ what: t("log.network_reply") }),
  twilio_reply: () => ({ what: t("log.twilio_reply") }),
  alert: (detail) => ({ what: t("log.alert"), result: String(detail.code ?? ""), mood: "bad", why: detail.code ? explain(detail.code) : "" }),
};

function tell(event) {
  const teller = Object.hasOwn(TELLERS, event.kind) ? TELLERS[event.kind] : () => ({ what: t("log.other", { kind: event.kind }) });
  return { mood: "good", result: "", why: "", ...teller(event.detail ?? {}) };
}

function answer(http, detail) {
  const ms = Number.isFinite(detail.ms) ? ` · ${t("ms", { n: detail.ms })}` : "";
  if (http) return { result: `${http}${ms}`, mood: http < 300 ? "good" : "bad" };
  return { result: `${failure(detail.error)}${ms}`, mood: "bad" };
}

function failure(error) {
  if (error === "dropped") return t("log.dropped");
  if (!error || /timeout/i.test(error)) return t("log.timeout");
  if (/NewConnection|refused|NameResolution/i.test(error)) return t("log.unreachable");
  return /Protocol|reset|aborted/i.test(error) ? t("log.cut") : error;
}

function reason(code, otherwise = undefined) {
  if (!code) return otherwise === undefined ? {} : { why: otherwise };
  return { why: `${code} ${explain(code)}` };
}

const word = (status) => (has(`status.${status}`) ? t(`status.${status}`) : status);
