/* While a tab is open, also one that nobody looks at: a text in a conversation of one's own is told once.
   Who it is from, never what it says: a notification shows on a locked screen. */
"use strict";

const NEWS_EVERY = 10000;
const news = document.querySelector("#news");
let newsTag = "";

const told = () => JSON.parse(localStorage.getItem("told") || "{}");

async function askForNews() {
  if (Notification.permission !== "granted" || localStorage.getItem("notify") !== "1") return;
  const answer = await fetch(news.dataset.address, newsTag ? { headers: { "If-None-Match": newsTag } } : {});
  if (answer.status !== 200) return;
  newsTag = answer.headers.get("ETag") || "";
  const before = told(), unread = await answer.json();
  localStorage.setItem("told", JSON.stringify(Object.fromEntries(unread.map((each) => [each.id, each.at]))));
  for (const each of unread) {
    const looking = document.visibilityState === "visible" && location.pathname.endsWith(each.id);
    if (before[each.id] !== each.at && !looking) tell(each);
  }
}

function tell(each) {
  const shown = new Notification(news.dataset.title, { body: each.name, tag: each.id, lang: document.documentElement.lang });
  shown.onclick = () => { window.focus(); location.assign(`/conversations/${each.id}`); shown.close(); };
}

function showState() {
  const part = document.querySelector("[data-notify]");
  if (!part) return;
  const on = Notification.permission === "granted" && localStorage.getItem("notify") === "1";
  part.hidden = false;
  part.querySelector("[data-notify-on]").hidden = on || Notification.permission === "denied";
  part.querySelector("[data-notify-state=granted]").hidden = !on;
  part.querySelector("[data-notify-state=denied]").hidden = Notification.permission !== "denied";
}

if (news && "Notification" in window) {
  document.addEventListener("click", async (event) => {
    if (!event.target.closest("[data-notify-on]")) return;
    if (await Notification.requestPermission() === "granted") localStorage.setItem("notify", "1");
    showState();
    askForNews();
  });
  showState();
  askForNews();
  setInterval(() => askForNews().catch(() => {}), NEWS_EVERY); // the server is away: asked again
}
