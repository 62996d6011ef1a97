// One telephone: whose it is, whom it texts, the conversation and the keys.

import { el, icon, initials } from "./dom.js";
import { Composer } from "./composer.js";
import { History } from "./history.js";
import { known, model } from "./model.js";
import { clock, readable, t } from "./strings.js";
import { Thread } from "./thread.js";

// What survives a change of language, by phone number: drafts and the chosen business number.
const memory = new Map();

export class Phone {
  constructor(phone, place) {
    this.phone = phone;
    this.kept = memory.get(phone.number) ?? { business: "", draft: "", open: window.innerHeight >= 880 && window.innerWidth > 720 };
    memory.set(phone.number, this.kept);
    this.unread = 0;
    this.thread = new Thread(phone);
    this.history = new History(phone, this.kept.open);
    this.history.node.addEventListener("toggle", () => (this.kept.open = this.history.node.open));
    this.composer = new Composer(phone, this.kept, () => this.thread.toEnd());
    this.node = this.build(place);
  }

  get title() {
    return this.phone.name || readable(this.phone.number);
  }

  build(place) {
    this.time = el("span");
    this.contact = el("div", { class: "contact" });
    this.elsewhere = el("button", { class: "elsewhere", type: "button", hidden: true, click: () => this.choose(this.kept.news) });
    const screen = el("div", { class: "screen" },
      el("div", { class: "statusbar", "aria-hidden": "true" }, this.time, el("span", { class: "island" }), el("span", {}, icon("signal"), icon("battery"))),
      this.contact, this.thread.node, this.elsewhere, this.composer.node);
    return el("article", { class: "phone", "data-hue": String(place % 5), "aria-label": `${this.title}, ${readable(this.phone.number)}` },
      el("header", { class: "owner" }, face(this.title), el("div", {}, el("h2", { text: this.title }), el("p", { text: readable(this.phone.number) }))),
      el("div", { class: "device" }, screen), this.history.node);
  }

  update(fresh) {
    if (!known(this.kept.business)) this.kept.business = model.numbers[0]?.number ?? "";
    this.time.textContent = clock(Date.now());
    this.notice(fresh);
    this.header();
    this.thread.update(this.kept.business);
    this.history.update();
    this.composer.update();
  }

  // News in another conversation of the same phone is offered, not forced.
  notice(fresh) {
    const other = fresh.find((message) => message.direction !== "inbound" && message.to === this.phone.number
      && known(message.from) && message.from !== this.kept.business);
    if (other) this.kept.news = other.from;
    this.elsewhere.hidden = !this.kept.news;
    this.elsewhere.textContent = this.kept.news ? t("elsewhere", { number: readable(this.kept.news) }) : "";
  }

  choose(number) {
    this.kept.business = number;
    if (this.kept.news === number) this.kept.news = "";
    this.update([]);
    this.composer.focus();
  }

  header() {
    const print = JSON.stringify([model.numbers, this.kept.business]);
    if (print === this.headerPrint) return;
    this.headerPrint = print;
    const focused = this.contact.contains(document.activeElement);
    const number = known(this.kept.business);
    this.contact.replaceChildren(
      el("span", { class: "avatar shop", "aria-hidden": "true" }, icon("shop")),
      el("div", { class: "who" }, this.picker(), el("p", { text: number ? describe(number) : "" })));
    if (focused) this.contact.querySelector("select")?.focus();
  }

  picker() {
    if (model.numbers.length < 2) return el("strong", { text: readable(this.kept.business) || t("none") });
    const options = model.numbers.map(({ number }) =>
      el("option", { value: number, selected: number === this.kept.business, text: readable(number) }));
    const select = el("select", { "aria-label": t("to"), change: () => this.choose(select.value) }, ...options);
    return el("span", { class: "pick" }, select, icon("chevron"));
  }
}

export function face(name) {
  const letters = initials(name);
  return el("span", { class: "avatar", "aria-hidden": "true" }, letters || icon("phone"));
}

function describe(number) {
  const mode = number.type === "toll_free" ? "network" : number.opt_out;
  const parts = [t(number.type), t(`answers.${mode}`)];
  if (number.paused) parts.push(t("paused"));
  return parts.join(" · ");
}
