// The dialog that adds a telephone.

import { addPhone, model } from "./model.js";
import { Refusal } from "./net.js";
import { readable, t } from "./strings.js";

const find = (id) => document.getElementById(id);

export function wireAdding(added) {
  find("add").addEventListener("click", openDialog);
  find("add-cancel").addEventListener("click", () => find("add-dialog").close());
  find("add-form").addEventListener("submit", (event) => {
    event.preventDefault();
    submit(added);
  });
}

export function openDialog() {
  find("add-error").textContent = "";
  find("add-name").value = "";
  find("add-number").value = readable(freeNumber());
  find("add-dialog").showModal();
  find("add-name").focus();
}

// 555-0100 to 555-0199 are kept for fiction: no real telephone ever has one.
function freeNumber() {
  const used = new Set([...model.phones, ...model.numbers].map((one) => one.number));
  for (let last = 140; last < 200; last += 1) if (!used.has(`+14185550${last}`)) return `+14185550${last}`;
  return "";
}

function wrong(number) {
  if (!/^\+[1-9]\d{7,14}$/.test(number)) return t("add.wrong");
  return model.phones.some((phone) => phone.number === number) ? t("add.taken") : "";
}

async function submit(added) {
  const number = find("add-number").value.replace(/[^\d+]/g, "");
  const problem = wrong(number);
  find("add-error").textContent = problem;
  if (problem) return find("add-number").focus();
  try {
    await addPhone(number, find("add-name").value.trim());
  } catch (error) {
    find("add-error").textContent = error instanceof Refusal ? t("add.refused") : t("link.lost");
    return;
  }
  find("add-dialog").close();
  added(number);
}
