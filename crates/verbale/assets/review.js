// Single keys on the page of the queue: each presses the button that names it.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (!/^[a-z]$/.test(event.key)) return;
  const button = document.querySelector(`[data-key="${event.key}"]`);
  if (!button) return;
  event.preventDefault();
  if (event.key === "e") {
    const edit = button.closest("details");
    edit.open = true;
    edit.querySelector("input:not([type=hidden])").focus();
    return;
  }
  button.click();
});
