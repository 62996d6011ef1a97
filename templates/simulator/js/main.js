// Puts the page together: the desk of phones, the switcher, the language and the link to the simulator.

import { openDialog, wireAdding } from "./adding.js";
import { arrange, el, icon } from "./dom.js";
import { buildPanel, showBanner, showPanel, wirePanel } from "./faults.js";
import { model, onChange, start } from "./model.js";
import { face, Phone } from "./phone.js";
import { currentLanguage, has, readable, switchLanguage, t } from "./strings.js";

const find = (id) => document.getElementById(id);
const views = new Map();
let active = "";
let none = null;

// -- language

function translate() {
  document.documentElement.lang = currentLanguage();
  document.title = t("title");
  for (const node of document.querySelectorAll("[data-i18n]")) node.textContent = t(node.dataset.i18n);
  for (const node of document.querySelectorAll("[data-i18n-label]")) node.setAttribute("aria-label", t(node.dataset.i18nLabel));
  for (const id of ["add", "break"]) find(id).title = t(id);
  find("lang").textContent = t("lang.other");
  find("lang").lang = currentLanguage() === "en" ? "fr" : "en";
}

function toggleLanguage() {
  switchLanguage();
  translate();
  views.clear();
  none = null;
  buildPanel();
  draw({ fresh: [] });
}

// -- drawing

function draw({ fresh }) {
  drawLink();
  showBanner();
  showPanel();
  if (!model.ready) return;
  const phones = model.phones.map(viewOf);
  if (!model.phones.some((phone) => phone.number === active)) active = model.phones[0]?.number ?? "";
  arrange(find("desk"), phones.length ? phones.map((view) => view.node) : [nothing()]);
  for (const view of phones) view.update(fresh);
  for (const message of fresh) arrive(message);
  drawSwitcher(phones);
}

function viewOf(phone, place) {
  const old = views.get(phone.number);
  if (old && old.phone.name === phone.name) return old;
  const view = new Phone(phone, place);
  views.set(phone.number, view);
  return view;
}

function nothing() {
  none ??= el("section", { class: "none" }, icon("hello", "picture"), el("h2", { text: t("add.none") }),
    el("p", { text: t("add.first") }), el("button", { class: "button primary", type: "button", text: t("add"), click: openDialog }));
  return none;
}

function drawLink() {
  const link = find("link");
  const words = t(`link.${model.link}`);
  link.dataset.state = model.link;
  if (find("link-text").textContent !== words) find("link-text").textContent = words;
  document.body.classList.toggle("offline", model.link === "lost");
}

// -- news

function arrive(message) {
  if (message.direction === "inbound") return;
  const view = views.get(message.to);
  if (!view) return;
  if (message.to !== active) view.unread += 1;
  const author = has(`author.${message.author}`) ? t(`author.${message.author}`) : message.author;
  find("announcer").textContent = t("arrived", { name: view.title, author, body: message.body });
}

// -- the switcher, which only a narrow screen shows

function drawSwitcher(phones) {
  for (const view of phones) {
    const chosen = view.phone.number === active;
    if (chosen) view.unread = 0;
    view.node.classList.toggle("active", chosen);
    view.tab ??= tab(view);
    view.tab.setAttribute("aria-current", String(chosen));
    view.dot.hidden = view.unread === 0;
    view.dot.textContent = String(view.unread || "");
    view.dot.setAttribute("aria-label", t("unread", { n: view.unread }));
  }
  arrange(find("switcher"), phones.map((view) => view.tab));
}

function tab(view) {
  view.dot = el("b", { class: "unread", hidden: true });
  const hue = view.node.dataset.hue;
  return el("button", { type: "button", "data-hue": hue, title: readable(view.phone.number), click: () => activate(view.phone.number) },
    face(view.title), el("span", { text: view.title.split(" ")[0] === "+1" ? readable(view.phone.number) : view.title }), view.dot);
}

function activate(number) {
  active = number;
  draw({ fresh: [] });
  const view = views.get(number);
  view?.thread.toEnd();
  view?.composer.fit();
  view?.tab.scrollIntoView({ block: "nearest", inline: "center" });
}

function added(number) {
  activate(number);
  views.get(number)?.node.scrollIntoView({ block: "nearest", inline: "center" });
  views.get(number)?.composer.focus();
}

find("lang").addEventListener("click", toggleLanguage);
translate();
wirePanel();
wireAdding(added);
buildPanel();
drawLink();
onChange(draw);
start();
