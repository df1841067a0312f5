// Ties the cards to the text: pointing, clicking, keys and the address light up the same record.
"use strict";
(() => {
  const reader = document.querySelector(".reader");
  const cards = [...reader.querySelectorAll(".card")];
  const keys = reader.querySelector(".keys");
  const pieces = new Map();
  for (const piece of reader.querySelectorAll(".s")) {
    for (const record of piece.dataset.r.split(" ")) {
      const list = pieces.get(record);
      if (list) list.push(piece); else pieces.set(record, [piece]);
    }
  }
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let now = -1;

  const isOn = (card) => {
    const kind = [...card.classList].find((c) => c.startsWith("k-")).slice(2);
    const toggle = document.getElementById("show-" + kind);
    return !toggle || toggle.checked;
  };
  const mark = (record, name, on) => (pieces.get(String(record)) || []).forEach((p) => p.classList.toggle(name, on));
  const isSeen = (box) => box.top >= 60 && box.bottom <= innerHeight;

  // Lights up a record; `scroll` says what is brought into view.
  function select(record, scroll) {
    if (now >= 0) {
      mark(now, "lit", false);
      cards[now].classList.remove("lit");
      if (record !== now) cards[now].open = false;
    }
    now = record;
    if (now < 0) {
      history.replaceState(null, "", location.pathname + location.search);
      return;
    }
    const card = cards[now];
    mark(now, "lit", true);
    card.classList.add("lit");
    card.open = true;
    const place = pieces.get(String(now));
    const behavior = still.matches ? "auto" : "smooth";
    if (place && scroll.text && !isSeen(place[0].getBoundingClientRect())) place[0].scrollIntoView({ block: "center", behavior });
    const panel = card.parentElement;
    if (getComputedStyle(panel).position === "sticky") {
      panel.scrollTop += card.getBoundingClientRect().top - panel.getBoundingClientRect().top - panel.clientHeight / 4;
    }
    history.replaceState(null, "", "#" + card.id);
  }

  function step(by) {
    for (let at = now + by; at >= 0 && at < cards.length; at += by) {
      if (isOn(cards[at])) return select(at, { text: true });
    }
  }

  // The shortest record under the pointer; once more, the next longer one.
  function under(piece) {
    const here = piece.dataset.r.split(" ").map(Number).filter((r) => isOn(cards[r]));
    if (!here.length) return -1;
    return here[(here.indexOf(now) + 1) % here.length];
  }

  reader.addEventListener("click", (event) => {
    const piece = event.target.closest(".s");
    if (piece) {
      const record = under(piece);
      if (record >= 0) select(record, {});
      return;
    }
    const summary = event.target.closest("summary");
    if (summary) {
      event.preventDefault();
      const record = Number(summary.parentElement.dataset.i);
      select(record === now ? -1 : record, { text: true });
    }
  });
  for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    reader.addEventListener(name, (event) => {
      const card = event.target.closest(".card");
      if (card) mark(card.dataset.i, "near", on);
    });
  }
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    if (keys.open) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "Escape" && now >= 0) select(-1, {});
    else if (event.key === "?") keys.showModal();
    else if (event.key === "Enter" && now >= 0 && event.target === document.body) cards[now].open = !cards[now].open;
    else return;
    event.preventDefault();
  });
  function follow() {
    const id = decodeURIComponent(location.hash.slice(1));
    const at = cards.findIndex((card) => card.id === id);
    // A link may lead to a record that is held back: then all are shown.
    const all = reader.querySelector(".held a");
    if (at < 0 && /^[a-z]+-[0-9a-f]{16}$/.test(id) && all && !new URLSearchParams(location.search).has("all")) {
      location.replace(all.href + "#" + id);
      return;
    }
    if (at >= 0 && at !== now) select(at, { text: true });
  }
  addEventListener("hashchange", follow);
  follow();
})();
