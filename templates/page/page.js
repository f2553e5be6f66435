// Keys, values under the pointer, and live updates. Everything else works without.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const shown = (element) => element.getClientRects().length > 0;
  const typing = (element) => element && element.matches("input:not([type=radio]):not([type=checkbox]),textarea,select,[contenteditable]");

  // Keys.
  const inRow = (row) => row.querySelector(":scope > summary, a.main, th a, a, [tabindex]") || row;
  const move = (by) => {
    const rows = all("main [data-row]").filter(shown);
    if (rows.length === 0) return;
    const now = rows.indexOf(document.activeElement.closest("[data-row]"));
    const row = rows[now < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(now + by, 0), rows.length - 1)];
    inRow(row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const follow = (selector) => {
    const link = all(selector).find(shown);
    if (link) link.click();
    return !!link;
  };
  const keys = $("#keys");
  let went = -Infinity; // when g was pressed
  const press = (event) => {
    const key = event.key;
    if (event.timeStamp - went < 1500) {
      went = -Infinity;
      return follow(`[data-key="${CSS.escape(key)}"]`);
    }
    const button = all("[data-press]").find((b) => b.dataset.press === key && shown(b));
    if (button) return button.click(), true;
    switch (key) {
      case "j": return move(1), true;
      case "k": return move(-1), true;
      case "ArrowDown": case "ArrowUp":
        if (!document.activeElement.closest("[data-row]")) return false;
        return move(key === "ArrowDown" ? 1 : -1), true;
      case "g": return went = event.timeStamp, true;
      case "[": return follow("main [rel=prev]");
      case "]": return follow("main [rel=next]");
      case "/": {
        const find = $("input[type=search]");
        if (find) find.focus(), find.select();
        return !!find;
      }
      case "?": return keys && !keys.open && keys.showModal(), true;
    }
    return false;
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || keys && keys.open) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (press(event)) event.preventDefault();
  });

  const tab = $(".tabs [aria-current]");
  if (tab) tab.scrollIntoView({ block: "nearest", inline: "center" });

  // A query in the address holds only what was typed.
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "get") return;
    const empty = all("input,select", event.target).filter((field) => field.name && !field.value);
    for (const field of empty) field.disabled = true;
    setTimeout(() => empty.forEach((field) => { field.disabled = false; }));
  });

  // Values under the pointer.
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);
  let on = null;
  const light = (mark) => {
    if (mark === on) return;
    if (on) on.classList.remove("on");
    for (const guide of all(".guide.on")) guide.classList.remove("on");
    on = mark;
    tip.hidden = !mark;
    if (!mark) return;
    mark.classList.add("on");
    const guide = $(".guide", mark.closest("[data-chart]"));
    for (const end of ["x1", "x2"]) guide.setAttribute(end, mark.getAttribute("x"));
    guide.classList.add("on");
    tip.textContent = mark.dataset.tip;
    const at = mark.firstElementChild.getBoundingClientRect();
    const left = Math.min(at.right + 10, document.documentElement.clientWidth - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(8, left) + scrollX}px`;
    tip.style.top = `${Math.max(8, at.top - tip.offsetHeight - 8) + scrollY}px`;
  };
  const nearest = (chart, x) => {
    let best = null, least = 40;
    for (const mark of all(".mark[data-tip]", chart)) {
      const box = mark.firstElementChild.getBoundingClientRect();
      const far = Math.abs((box.left + box.right) / 2 - x);
      if (far < least) best = mark, least = far;
    }
    return best;
  };
  document.addEventListener("pointermove", (event) => {
    const chart = event.target.closest && event.target.closest("[data-chart]");
    light(chart ? nearest(chart, event.clientX) : null);
  });
  document.addEventListener("click", (event) => {
    const chart = event.target.closest && event.target.closest("[data-chart]");
    const mark = chart && nearest(chart, event.clientX);
    if (mark && mark === on && mark.dataset.link) location.href = mark.dataset.link;
    else light(mark);
  });

  // Live updates: <main> is replaced, and what a reader did to it stays.
  const main = $("#main");
  const source = document.body.dataset.live;
  if (!source || !main || document.body.dataset.page === "grade") return;
  const place = (element) => {
    if (!element || !main.contains(element) || element === main) return null;
    if (element.id) return `#${CSS.escape(element.id)}`;
    const row = element.closest("[data-id]");
    if (row) return `[data-id="${CSS.escape(row.dataset.id)}"] > summary`;
    const href = element.getAttribute("href");
    return href ? `a[href="${CSS.escape(href)}"]` : null;
  };
  const replace = (text) => {
    const next = new DOMParser().parseFromString(text, "text/html");
    const open = new Map(all("details[data-id]", main).map((d) => [d.dataset.id, d.open]));
    const scrolls = all(".scroll", main).map((box) => [box.scrollLeft, box.scrollTop]);
    const typed = all("input[id],select[id]", main).map((field) => [field.id, field.value]);
    const focus = place(document.activeElement), x = scrollX, y = scrollY;
    light(null);
    main.replaceChildren(...next.body.childNodes);
    for (const d of all("details[data-id]", main)) if (open.has(d.dataset.id)) d.open = open.get(d.dataset.id);
    all(".scroll", main).forEach((box, i) => { if (scrolls[i]) [box.scrollLeft, box.scrollTop] = scrolls[i]; });
    for (const [id, value] of typed) {
      const field = document.getElementById(id);
      if (field && field.value !== value) field.value = value;
    }
    const element = focus && $(focus, main);
    if (element) element.focus({ preventScroll: true });
    scrollTo(x, y);
  };
  const busy = () => {
    const chosen = getSelection();
    return typing(document.activeElement) && main.contains(document.activeElement) ||
      chosen && !chosen.isCollapsed && main.contains(chosen.anchorNode);
  };
  let waiting = 0, loading = false, again = false;
  const load = async () => {
    waiting = 0;
    if (loading) return void (again = true);
    if (busy() || document.hidden) return void (waiting = setTimeout(load, 1000));
    loading = true;
    try {
      const answer = await fetch(location.href, { headers: { "X-Promptgit-Part": "main" }, cache: "no-store" });
      const text = await answer.text();
      if (answer.ok && !busy()) replace(text);
      else if (answer.ok) again = true;
    } catch { /* the server is gone: the page stays as it is */ }
    loading = false;
    if (again) again = false, soon();
  };
  const soon = () => { if (!waiting) waiting = setTimeout(load, 150); };
  const count = (n, noun) => `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;
  const running = (list) => {
    const rows = new Map(all("[data-run]", main).map((row) => [row.dataset.run, row]));
    if (list.length !== rows.size || list.some((r) => !rows.has(r.id))) return soon();
    for (const r of list) {
      const row = rows.get(r.id), bar = $("progress", row);
      if (r.total && !bar) soon(); // how many there are is known only now
      if (bar) bar.max = r.total, bar.value = r.done;
      let text = r.total ? `${r.done.toLocaleString("en-US")} of ${count(r.total, "sample")}` : count(r.done, "sample");
      if (r.failed) text += `, ${r.failed.toLocaleString("en-US")} failed`;
      if (r.errors) text += `, ${count(r.errors, "error")}`;
      if (r.cost_usd) text += `, $${r.cost_usd.toFixed(r.cost_usd < 0.01 ? 5 : r.cost_usd < 1 ? 3 : 2)}`;
      $(".told", row).textContent = text;
    }
  };
  // A browser opens few connections to one server, so that only a page that is seen
  // holds one.
  let events = null, lost = false; // what happened meanwhile was not told
  const state = document.createElement("p");
  state.className = "hint";
  state.setAttribute("role", "status");
  $(".bottom").append(state);
  const listen = () => {
    if (events || document.hidden) return;
    events = new EventSource(source);
    events.addEventListener("pages", soon);
    if (document.body.dataset.page === "bisect") events.addEventListener("searches", soon);
    events.addEventListener("running", (event) => {
      try { running(JSON.parse(event.data)); } catch { soon(); }
    });
    events.addEventListener("error", (event) => {
      lost = true;
      state.textContent = "Not live: promptgit serve does not answer";
      if (event.target !== events || events.readyState !== EventSource.CLOSED) return; // a browser tries again by itself
      events = null;
      setTimeout(listen, 10000);
    });
    events.addEventListener("open", () => {
      state.textContent = "";
      if (lost) lost = false, soon();
    });
  };
  const leave = () => {
    if (!events) return;
    events.close();
    events = null, lost = true;
  };
  listen();
  document.addEventListener("visibilitychange", () => document.hidden ? leave() : listen());
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
