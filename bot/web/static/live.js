// Keeps the page as it is now: asks for it again and puts what changed in its place.
// Without this file every page works, and is as old as it was loaded.
"use strict";

(() => {
  const main = document.querySelector("main");
  const state = document.getElementById("live");
  const every = Number(main.dataset.every) * 1000;
  const shown = new Map(); // part → its HTML as the server wrote it
  let failedSince = null;
  let asking = false;

  const clock = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat([], {
    day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
  });

  // Moments as the reader's own clock has them; the server writes UTC.
  function localize(part) {
    for (const time of part.querySelectorAll("time[datetime]")) {
      const moment = new Date(time.dateTime);
      const today = moment.toDateString() === new Date().toDateString();
      if (time.hasAttribute("data-clock")) time.textContent = (today ? clock : day).format(moment);
      time.title = day.format(moment);
    }
  }

  function replace(part, html, fresh) {
    const open = new Set([...part.querySelectorAll("details[open]")].map((one) => one.id));
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    const key = focused && (focused.id || focused.getAttribute("href"));
    part.replaceChildren(...fresh.childNodes);
    for (const one of part.querySelectorAll("details")) if (open.has(one.id)) one.open = true;
    localize(part);
    if (!key) return;
    const again = [...part.querySelectorAll("a[href], summary[id]")].find(
      (one) => one.id === key || one.getAttribute("href") === key);
    if (again) again.focus({ preventScroll: true });
  }

  function say(text) {
    if (state.textContent !== text) state.textContent = text;
  }

  async function ask() {
    if (asking || document.hidden || !navigator.onLine) return;
    asking = true;
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (!answer.ok) throw new Error(answer.statusText);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-part]")) {
        const its = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
        if (!its || shown.get(part.dataset.part) === its.innerHTML) continue;
        // What is selected is being copied or read.
        if (!document.getSelection().isCollapsed && part.contains(document.getSelection().anchorNode)) continue;
        shown.set(part.dataset.part, its.innerHTML);
        replace(part, its.innerHTML, its);
      }
      failedSince = null;
      document.body.classList.remove("stale");
      say("Live");
    } catch {
      failedSince ??= new Date();
      document.body.classList.add("stale");
      say(`Not reached since ${clock.format(failedSince)}`);
    } finally {
      asking = false;
    }
  }

  for (const part of document.querySelectorAll("[data-part]")) {
    shown.set(part.dataset.part, part.innerHTML);
  }
  localize(document);
  say("Live");
  setInterval(ask, every);
  document.addEventListener("visibilitychange", ask);

  // A choice of order takes effect at once; the button is for those without a script.
  for (const select of document.querySelectorAll("select[data-send]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }
})();
