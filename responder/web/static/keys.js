/* One key for one button: `data-key` in a `data-keys` region. It works only while the focus is in that region and
   not in a field, so that nobody decides by typing elsewhere (WCAG 2.1.4). */
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const region = event.target.closest("[data-keys]");
  if (!region || event.target.matches("input, textarea, select")) return;
  const button = region.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button || !button.checkVisibility()) return;
  event.preventDefault();
  button.click();
});

