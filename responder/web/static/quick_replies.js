/* A quick reply goes in where the cursor is, without a new page. Without JavaScript its button sends the form. */
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]"), body = document.querySelector("#body");
  if (!button || !body) return;
  event.preventDefault();
  const before = body.value.slice(0, body.selectionStart), after = body.value.slice(body.selectionEnd);
  const gap = before && !/\s$/.test(before) ? " " : "";
  body.value = before + gap + button.dataset.insert + after;
  const at = before.length + gap.length + button.dataset.insert.length;
  button.closest("details").removeAttribute("open");
  body.focus();
  body.setSelectionRange(at, at);
  body.dispatchEvent(new Event("input", { bubbles: true }));
});
