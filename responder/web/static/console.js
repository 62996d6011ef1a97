/* What the pages do better with JavaScript; without it every link and form works as a page of its own.
   Live parts ask with the tag they have (304: nothing changed); the dialog opens over the page; drafts are kept. */
"use strict";

const tags = new WeakMap();
const $ = (selector, root = document) => root.querySelector(selector);

const typedIn = (part) => [...part.querySelectorAll("input:not([type=hidden])")].some((field) => field.value);

// -- live parts: every 2 s, with the tag of what is shown

document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement, request } = event.detail.ctx;
  if (!sourceElement.hasAttribute("data-live")) return;
  if (document.hidden || sourceElement.contains(document.activeElement) && sourceElement.matches(".rows")
    || sourceElement.matches("[data-keep]") && typedIn(sourceElement)) {
    event.preventDefault(); // nobody looks, or somebody is choosing or typing in it
    return;
  }
  if (tags.has(sourceElement)) request.headers["If-None-Match"] = tags.get(sourceElement);
});

document.addEventListener("htmx:after:request", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  const tag = response.headers.get("ETag");
  if (tag && response.status === 200) tags.set(sourceElement, tag);
  if (response.status === 401) $("#gone").hidden = false;
});

const atBottom = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 80;
let stick = true;
document.addEventListener("htmx:before:swap", () => {
  const thread = $("[data-bottom]");
  stick = !thread || atBottom(thread);
});
document.addEventListener("htmx:after:swap", () => {
  const thread = $("[data-bottom]");
  if (thread && stick) thread.scrollTop = thread.scrollHeight;
  followStanding();
});

/* The composer belongs to the consent that was shown: when that changes, the page is read again. */
function followStanding() {
  const now = $("#thread [data-standing]"), composer = $("#composer[data-standing]");
  if (now && composer && now.dataset.standing !== composer.dataset.standing && !$("#dialog").open) {
    location.reload();
  }
}

// -- the dialog over the page

async function openDialog(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!answer.ok) { location.assign(address); return; }
  const dialog = $("#dialog");
  dialog.innerHTML = await answer.text();
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault();
    link.closest("details")?.removeAttribute("open");
    openDialog(link.href);
    return;
  }
  if (event.target.closest("#dialog [data-close]")) {
    event.preventDefault();
    $("#dialog").close();
    return;
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("form[data-dialog]")) {
    event.preventDefault();
    openDialog(`${form.action}?${new URLSearchParams(new FormData(form))}`);
    return;
  }
  if (form.dataset.sending) { event.preventDefault(); return; } // a second click is not a second order
  if (form.method === "post") form.dataset.sending = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") $("details.menu[open]")?.removeAttribute("open");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("#body")) {
    event.target.form.requestSubmit();
  }
});

// -- drafts: kept in this tab until they were sent, also when the session ends meanwhile

const composer = $("#composer"), body = $("#body");
if (composer) {
  const key = `draft:${composer.dataset.conversation}`;
  const address = new URL(location.href);
  if (address.searchParams.get("sent")) {
    sessionStorage.removeItem(key);
    address.searchParams.delete("sent");
    history.replaceState(null, "", address);
  }
  if (body) {
    body.insertAdjacentHTML("afterend", '<input type="hidden" name="kept_here" value="1">');
    if (!body.value) body.value = sessionStorage.getItem(key) || "";
    // htmx listens only after it was initialised
    if (body.value) window.addEventListener("load", () => body.form.dispatchEvent(new Event("input")));
    body.addEventListener("input", () => sessionStorage.setItem(key, body.value));
  }
}
const thread = $("[data-bottom]");
if (thread) thread.scrollTop = thread.scrollHeight;

// -- long work goes on by itself; without a script its button does

const goesOn = $("form[data-continue]");
if (goesOn) setTimeout(() => goesOn.requestSubmit(), Number(goesOn.dataset.continue) || 200);
