// "Break things": what is wrong with the simulated world, the panel to change it and the banner that says so.

import { el } from "./dom.js";
import { mend, model, setFaults } from "./model.js";
import { t } from "./strings.js";

const WORKING = {
  webhooks: "ok", webhook_delay: 0, webhook_duplicate: 0,
  account: "ok", api: "ok", api_latency_ms: 0, api_fail_next: 0, api_max_concurrent: 0,
  delivery: "delivered", error_code: null,
  callbacks: "ok", callback_delay: 0.05,
  log: "ok", shared_key: false,
};

const choice = (key, ...values) => ({ key, kind: "choice", values });
const amount = (key, unit, ...values) => ({ key, kind: "amount", unit, values });

const GROUPS = [
  ["g.webhooks", choice("webhooks", "ok", "lose", "bad_signature"),
    amount("webhook_duplicate", "n", 0, 1, 2, 5), amount("webhook_delay", "s", 0, 2, 5, 20, 60)],
  ["g.api", choice("account", "ok", "wrong_token", "suspended"),
    choice("api", "ok", "500", "500_after", "502html", "503", "429", "timeout_before", "timeout_after", "reset_before", "reset"),
    amount("api_fail_next", "n", 0, 1, 2, 5, 20), amount("api_latency_ms", "ms", 0, 300, 1500, 5000),
    amount("api_max_concurrent", "n", 0, 1, 2, 5, 20)],
  ["g.delivery", choice("delivery", "delivered", "undelivered", "failed", "stuck_sent"),
    amount("error_code", "n", null, 21610, 30003, 30004, 30005, 30006, 30007, 30008, 30036)],
  ["g.callbacks", choice("callbacks", "ok", "drop", "duplicate", "reorder", "before_create_answer", "bad_signature"),
    amount("callback_delay", "s", 0.05, 1, 5, 20)],
  ["g.log", choice("log", "ok", "500", "empty_page"), { key: "shared_key", kind: "switch" }],
];

const ZERO = { api_fail_next: "v.none", api_max_concurrent: "v.any", error_code: "v.usual" };
const NEEDS = { api_fail_next: (faults) => faults.api !== "ok", error_code: (faults) => ["undelivered", "failed"].includes(faults.delivery) };

const now = (key) => model.faults[key] ?? WORKING[key];
const broken = () => Object.keys(WORKING).filter((key) => now(key) !== WORKING[key] && (NEEDS[key]?.(model.faults) ?? true));
const find = (id) => document.getElementById(id);

// -- the banner

export function showBanner() {
  const words = broken().map(sentence);
  find("banner").hidden = words.length === 0;
  const list = words.length ? `${words.join(", ")}.` : "";
  // Written only when it changes, or a screen reader would hear it at every poll.
  if (find("broken-list").textContent !== list) find("broken-list").textContent = list;
  find("break").classList.toggle("on", words.length > 0);
  find("mend-panel").disabled = words.length === 0;
}

function sentence(key) {
  const value = now(key);
  const exact = `b.${key}.${value}`;
  return typeof value === "string" ? t(exact) : t(`b.${key}`, { n: value });
}

// -- the panel

export function buildPanel() {
  find("faults-form").replaceChildren(...GROUPS.map(([title, ...controls]) =>
    el("section", {}, el("h3", { text: t(title) }), ...controls.map(build))));
  showPanel();
}

const build = (control) => ({ choice: buildChoice, amount: buildAmount, switch: buildSwitch })[control.kind](control);

function buildChoice({ key, values }) {
  const options = values.map((value) =>
    el("label", { class: "option" },
      el("input", { type: "radio", name: key, value, change: () => change({ [key]: value }) }),
      el("span", { text: t(`f.${key}.${value}`) })));
  return el("fieldset", { "data-key": key }, el("legend", { class: "aside", text: t(`f.${key}`) }), ...options);
}

function buildAmount({ key, unit, values }) {
  const select = el("select", { name: key, change: () => change({ [key]: JSON.parse(select.value) }) },
    ...values.map((value) => el("option", { value: JSON.stringify(value), text: amountWord(key, unit, value) })));
  return el("label", { class: "amount", "data-key": key, "data-unit": unit }, el("span", { text: t(`f.${key}`) }), select);
}

function buildSwitch({ key }) {
  const box = el("input", { type: "checkbox", name: key, change: () => change({ [key]: box.checked }) });
  return el("label", { class: "amount", "data-key": key }, el("span", { text: t(`f.${key}`) }), box);
}

const amountWord = (key, unit, value) => (value === WORKING[key] ? t(ZERO[key] ?? "v.none") : t(`v.${unit}`, { n: value }));

export function showPanel() {
  for (const field of find("faults-form").querySelectorAll("[name]")) show(field);
  for (const row of find("faults-form").querySelectorAll(".amount")) {
    row.hidden = !(NEEDS[row.dataset.key]?.(model.faults) ?? true);
  }
}

function show(field) {
  const value = now(field.name);
  if (field.type === "radio") field.checked = field.value === value;
  else if (field.type === "checkbox") field.checked = Boolean(value);
  else if (document.activeElement !== field || field.value !== JSON.stringify(value)) showAmount(field, value);
}

// A test may have set a value that is not in the list: it is shown as it is.
function showAmount(field, value) {
  const text = JSON.stringify(value);
  if (![...field.options].some((option) => option.value === text)) {
    const unit = field.closest(".amount").dataset.unit;
    field.append(el("option", { value: text, text: amountWord(field.name, unit, value) }));
  }
  field.value = text;
}

async function change(changes) {
  if (changes.delivery === "delivered" || changes.delivery === "stuck_sent") changes.error_code = null;
  if (changes.api === "ok") changes.api_fail_next = 0;
  await attempt(() => setFaults(changes));
}

export const mendEverything = () => attempt(mend);

async function attempt(action) {
  find("faults-error").textContent = "";
  try {
    await action();
  } catch {
    find("faults-error").textContent = t("break.kept");
    showPanel();
  }
}

// -- opening and closing

const narrow = window.matchMedia("(max-width: 720px)");
const BEHIND = ["desk", "switcher", "banner"];

export function openPanel(open) {
  find("faults").hidden = !open;
  find("break").setAttribute("aria-expanded", String(open));
  document.body.classList.toggle("breaking", open);
  cover(open && narrow.matches);
  if (open) find("faults-close").focus();
  else find("break").focus();
}

// On a phone the sheet lies over the page, which must then not be reachable; beside the phones it covers nothing.
function cover(on) {
  find("shade").hidden = !on;
  find("faults").setAttribute("aria-modal", String(on));
  for (const id of BEHIND) find(id).inert = on;
  document.querySelector(".bar").inert = on;
}

export function wirePanel() {
  find("break").addEventListener("click", () => openPanel(find("faults").hidden));
  find("faults-close").addEventListener("click", () => openPanel(false));
  find("shade").addEventListener("click", () => openPanel(false));
  find("faults").addEventListener("keydown", (event) => event.key === "Escape" && openPanel(false));
  find("mend").addEventListener("click", mendEverything);
  find("mend-panel").addEventListener("click", mendEverything);
  find("faults-form").addEventListener("submit", (event) => event.preventDefault());
  narrow.addEventListener("change", () => cover(!find("faults").hidden && narrow.matches));
}
