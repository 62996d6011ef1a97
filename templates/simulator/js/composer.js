// The bottom of a telephone: quick keys, a picture, the text field and the send button.

import { el, icon } from "./dom.js";
import { text } from "./model.js";
import { t } from "./strings.js";

const QUICK = ["STOP", "START", "HELP", "ARRET", "AYUDA"];
const PICTURE = { url: "https://example.invalid/p.jpg", content_type: "image/jpeg" };

export class Composer {
  constructor(phone, kept, sent) {
    this.phone = phone;
    this.kept = kept;
    this.sent = sent;
    this.node = this.build();
    this.fit();
  }

  build() {
    this.field = el("textarea", {
      rows: "1", maxlength: "1600", placeholder: t("write"), "aria-label": t("write"), enterkeyhint: "send", autocomplete: "off",
      input: () => this.typed(), keydown: (event) => this.key(event),
    });
    this.field.value = this.kept.draft;
    this.button = el("button", { class: "send", type: "submit", "aria-label": t("send"), title: t("send") }, icon("send"));
    this.clip = el("button", { class: "clip", type: "button", "aria-label": t("attach"), title: t("attach"), "aria-pressed": "false",
      click: () => this.attach(!this.kept.picture) }, icon("picture"));
    this.chip = el("p", { class: "attached", hidden: true }, icon("picture"), el("span", { text: "p.jpg · image/jpeg" }),
      el("button", { type: "button", "aria-label": t("detach"), title: t("detach"), click: () => this.attach(false) }, icon("close")));
    this.error = el("p", { class: "error", role: "alert" });
    return el("form", { class: "composer", submit: (event) => this.submit(event) }, this.keys(), this.chip, this.error,
      el("div", { class: "write" }, this.clip, this.field, this.button));
  }

  keys() {
    const buttons = QUICK.map((word) => el("button", { type: "button", "aria-label": t("quick.key", { word }), text: word,
      click: () => this.send(word, []) }));
    return el("div", { class: "quick", role: "group", "aria-label": t("quick") }, ...buttons);
  }

  update() {
    this.chip.hidden = !this.kept.picture;
    this.clip.setAttribute("aria-pressed", String(Boolean(this.kept.picture)));
    this.button.disabled = !this.kept.business || !(this.kept.draft.trim() || this.kept.picture);
    for (const key of this.node.querySelectorAll(".quick button")) key.disabled = !this.kept.business;
  }

  focus() {
    this.field.focus();
  }

  typed() {
    this.kept.draft = this.field.value;
    this.error.textContent = "";
    this.fit();
    this.update();
  }

  fit() {
    this.field.style.height = "auto";
    if (this.field.scrollHeight) this.field.style.height = `${Math.min(this.field.scrollHeight + 2, 120)}px`;
  }

  attach(on) {
    this.kept.picture = on;
    this.update();
    this.focus();
  }

  // Enter sends as on a telephone; while a word is being composed (accents, other scripts) it belongs to the keyboard.
  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.node.requestSubmit();
  }

  async submit(event) {
    event.preventDefault();
    const words = this.field.value;
    const media = this.kept.picture ? [PICTURE] : [];
    if (!this.kept.business || (!words.trim() && !media.length)) return;
    this.field.value = "";
    this.kept.picture = false;
    this.typed();
    if (!(await this.send(words, media))) this.restore(words, media);
  }

  // Nothing typed is lost; what was typed meanwhile stays behind it.
  restore(words, media) {
    this.field.value = words + this.field.value;
    this.kept.draft = this.field.value;
    this.kept.picture = media.length > 0;
    this.fit();
    this.update();
  }

  async send(words, media) {
    this.error.textContent = "";
    try {
      await text(this.phone.number, this.kept.business, words, media);
    } catch {
      this.error.textContent = t("not.sent");
      return false;
    }
    this.sent();
    return true;
  }
}
