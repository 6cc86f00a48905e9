// The map's behaviour: layouts, zoom, search, choosing, the paper card.
const reachY = (citations) => -Math.log10(1 + citations) * 220;

function layoutPoints(name) {
  if (name === "force") return [P.x, P.y];
  if (name === "time") return [P.time_x, P.time_y];
  return [P.time_x, P.title.map((_, i) => reachY(P.citations[i] ?? P.known[i] ?? 0))];
}

function setLayout(name, animate) {
  map.layout = name;
  const [x, y] = layoutPoints(name);
  map.right = Math.max(0, ...x);
  const still = !animate || matchMedia("(prefers-reduced-motion: reduce)").matches || P.title.length > 3000;
  const from = [map.x, map.y, map.left, map.top, map.scale, map.ratio];
  map.x = x; map.y = y;
  fitAll();
  if (still || !from[0].length) { redraw(); return; }
  const to = [map.left, map.top, map.scale, map.ratio];
  const begin = performance.now();
  map.moving = true;
  const mix = (a, b, t) => a + (b - a) * t;
  const step = (now) => {
    const t = Math.min(1, (now - begin) / 450), s = t * t * (3 - 2 * t);
    map.x = x.map((value, i) => mix(from[0][i], value, s));
    map.y = y.map((value, i) => mix(from[1][i], value, s));
    [map.left, map.top, map.scale, map.ratio] = to.map((value, at) => mix(from[at + 2], value, s));
    if (t < 1) requestAnimationFrame(step);
    else { map.x = x; map.y = y; map.moving = null; }
    redraw();
  };
  requestAnimationFrame(step);
}

function fitAll() {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < P.title.length; i++) {
    if (!map.visible[i]) continue;
    x0 = Math.min(x0, map.x[i]); x1 = Math.max(x1, map.x[i]);
    y0 = Math.min(y0, map.y[i]); y1 = Math.max(y1, map.y[i]);
  }
  if (!(x1 >= x0) || !map.width) return;
  if (map.layout === "time") { y0 = Math.min(y0, data.time.lanes[0][0]); y1 = Math.max(y1, data.time.lanes[data.time.lanes.length - 1][1]); }
  // Room for labels at the left, for the buttons at the right.
  const pad = map.layout === "force" ? 46 : 36, right = map.width > 500 ? 62 : 52;
  const [w, h] = [map.width - pad - right, map.height - 2 * pad];
  const [fitX, fitY] = [w / Math.max(1, x1 - x0), h / Math.max(1, y1 - y0)];
  map.scale = map.layout === "force" ? Math.min(fitX, fitY, 4) : Math.min(fitX, 4);
  map.ratio = map.layout === "force" ? 1 : Math.min(fitY, 8) / map.scale;
  map.fit = map.scale;
  map.left = (x0 + x1) / 2 - (pad + w / 2) / map.scale;
  map.top = (y0 + y1) / 2 - map.height / 2 / map.scale / map.ratio;
}

function zoomBy(factor, px, py) {
  const scale = Math.max(map.fit * 0.5, Math.min(map.fit * 60, map.scale * factor));
  map.left += px / map.scale - px / scale;
  map.top += (py / map.scale - py / scale) / map.ratio;
  map.scale = scale;
  redraw();
}

const SIZES = { hot: "hot", percentile: "percentile", citations: "citations", local: "local", pagerank: "pagerank" };
function setSize(name) {
  map.size = name;
  const values = P[SIZES[name]] || [];
  let most = 0;
  for (const value of values) if (value > most) most = value;
  map.radius = P.title.map((_, i) => (name === "same" || i >= data.listed ? 5 : 3.2 + 9 * Math.sqrt(Math.max(0, values[i] ?? 0) / (most || 1))));
  map.order = P.title.map((_, i) => i).sort((a, b) => map.radius[b] - map.radius[a] || (P.rank[a] ?? 1e9) - (P.rank[b] ?? 1e9) || a - b);
}

function setColour(name) {
  map.colour = name;
  const years = P.year.filter((year) => year !== null);
  const [low, high] = [Math.min(...years), Math.max(...years)];
  map.low = low; map.high = high;
  map.group = P.title.map((_, i) => {
    if (name === "topic") return P.topic[i];
    if (name.startsWith("level-")) return data.levels[+name.slice(6)].topic[i] ?? null;
    if (name === "section") return P.section[i].length ? P.section[i][0] : null;
    return P.year[i] === null ? null : (P.year[i] - low) / Math.max(0.001, high - low);
  });
  map.bright = null;
  drawLegend();
}

function drawLegend() {
  const list = $("map-legend");
  if (map.colour === "year") {
    const steps = YEARS.map((colour, at) => {
      const from = Math.floor(map.low + ((map.high - map.low) * at) / YEARS.length);
      return el("li", { class: "plain" }, svgEl("svg", { width: 12, height: 12, "aria-hidden": "true" }, svgEl("circle", { cx: 6, cy: 6, r: 5.5, fill: colour })), " from " + from);
    });
    list.replaceChildren(...(isFinite(map.low) ? steps : []));
    return;
  }
  const names = map.colour === "topic" ? data.topics.map((topic) => topic.label) : map.colour === "section" ? data.sections : data.levels[+map.colour.slice(6)].labels;
  const counts = new Map();
  for (let i = 0; i < data.listed; i++) counts.set(map.group[i], (counts.get(map.group[i]) || 0) + 1);
  const entry = (group, name) => {
    const button = el("button", { type: "button", "aria-pressed": "false" }, mark(group), name + " (" + (counts.get(group) || 0) + ")");
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") === "true";
      list.querySelectorAll("button").forEach((other) => other.setAttribute("aria-pressed", "false"));
      button.setAttribute("aria-pressed", String(!on));
      map.bright = on ? null : new Set(P.title.map((_, i) => i).filter((i) => map.group[i] === group && map.visible[i]));
      choose(null);
    });
    return el("li", null, button);
  };
  const items = names.map((name, group) => [group, name]).filter(([group]) => counts.get(group));
  const shown = items.slice(0, 24).map(([group, name]) => entry(group, name));
  if (items.length > 24) shown.push(el("li", { class: "plain" }, "and " + (items.length - 24) + " more"));
  if (counts.get(null)) shown.push(entry(null, map.colour === "section" ? "no section" : "no topic"));
  list.replaceChildren(...shown);
}

function setVisible() {
  map.visible = P.title.map((_, i) => i < data.listed || map.missing);
  map.shown = map.visible.reduce((sum, on) => sum + on, 0);
  let most = 0;
  for (let i = 0; i < P.title.length; i++) if (map.visible[i]) most = Math.max(most, P.citations[i] ?? P.known[i] ?? 0);
  map.mostCited = most;
}

function nearest(px, py) {
  let best = null, distance = Infinity;
  for (let i = 0; i < P.title.length; i++) {
    if (!map.visible[i]) continue;
    const d = Math.hypot(sx(i) - px, sy(i) - py) - dotRadius(i);
    if (d < distance) { distance = d; best = i; }
  }
  return distance < 7 ? best : null;
}

function choose(i, moveIntoView) {
  map.chosen = i;
  map.hover = null;
  map.found = null;
  if (i !== null && !map.visible[i]) { map.missing = true; if ($("m-missing")) $("m-missing").checked = true; setVisible(); }
  if (i !== null && moveIntoView) {
    const [x, y] = [sx(i), sy(i)];
    if (x < 60 || y < 40 || x > map.width - 60 || y > map.height - 60) {
      map.left = map.x[i] - map.width / 2 / map.scale;
      map.top = map.y[i] - map.height / 2 / map.scale / map.ratio;
    }
  }
  drawCard();
  redraw();
}

function showOnMap(i) {
  $("map").scrollIntoView();
  choose(i, true);
  $("card").querySelector("h3")?.focus({ preventScroll: true });
}

function neighbourList(title, places) {
  if (!places.length) return [];
  const sorted = [...places].filter((j) => j < data.listed).sort((a, b) => (P.rank[a] ?? 1e9) - (P.rank[b] ?? 1e9));
  if (!sorted.length) return [];
  const item = (j) => {
    const button = el("button", { type: "button" }, P.title[j], el("span", { class: "by" }, P.short[j]));
    button.addEventListener("click", () => { choose(j, true); $("card").querySelector("h3").focus({ preventScroll: true }); });
    return el("li", null, button);
  };
  const list = el("ul", null, ...sorted.slice(0, 12).map(item));
  const parts = [el("h4", null, title + " (" + sorted.length + ")"), list];
  if (sorted.length > 12) {
    const more = el("button", { type: "button", class: "ghost" }, "Show all " + sorted.length);
    more.addEventListener("click", () => { list.append(...sorted.slice(12).map(item)); more.remove(); });
    parts.push(more);
  }
  return parts;
}

function drawCard() {
  const card = $("card"), i = map.chosen;
  if (i === null) {
    card.replaceChildren(el("h3", null, "No paper chosen"), el("p", { class: "note" }, "Choose a dot, or find a paper by title or author. A full line leads to what a paper cites, a dashed one comes from what cites it."));
    return;
  }
  const rows = [["Rank", P.rank[i] === null ? null : count(P.overall[i] ?? P.rank[i]) + (P.low[i] === null ? "" : " (" + P.low[i] + "–" + P.high[i] + ")")], ["Rank in this part", P.overall[i] === null ? null : count(P.rank[i])], ["Hot", fixed(P.hot[i], 2)], ["Age percentile", fixed(P.percentile[i], 1)],
    ["Citations", count(P.citations[i])], ["citing papers seen", count(P.known[i])], ["in 12 months", count(P.recent[i])], ["Cited by the list", count(P.local[i])], ["PageRank (of 10,000)", fixed(P.pagerank[i], 1)], ["Relevance", fixed(P.relevance[i], 3)]];
  const numbers = i < data.listed ? el("dl", null, ...rows.filter(([, value]) => value !== null).flatMap(([name, value]) => [el("dt", null, name), el("dd", null, value)])) : null;
  const status = i >= data.listed ? el("span", { class: "tag" }, "not on the list: suggested") : P.provisional[i] ? el("span", { class: "tag young" }, "young") : null;
  card.replaceChildren(...[el("h3", { tabindex: "-1" }, paperLink(i)), el("p", { class: "by" }, byline(i)), status, chips(i), numbers,
    P.evidence[i] ? el("p", { class: "by" }, P.evidence[i]) : null, P.found_by[i] ? el("p", { class: "by" }, P.found_by[i] + (P.lines[i].length ? "; line " + P.lines[i].join(", ") : "")) : null,
    ...neighbourList("Cites, on the list", map.out[i]), ...neighbourList("Cited by, on the list", map.in[i])].filter((part) => part));
}

function find(text) {
  const list = $("m-found"), box = $("m-find");
  const words = folded(text).split(/\s+/).filter((word) => word);
  const hits = words.length ? map.order.filter((i) => (map.visible[i] || i >= data.listed) && words.every((word) => searchable[i].includes(word))) : [];
  map.found = words.length ? new Set(hits) : null;
  if (words.length) { map.chosen = null; drawCard(); }
  list.replaceChildren(...hits.slice(0, 8).map((i, at) => {
    const item = el("li", { role: "option", id: "found-" + at, "aria-selected": "false", "data-place": i }, P.title[i], el("span", { class: "by" }, P.short[i]));
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); pick(i); });
    return item;
  }));
  list.hidden = !hits.length;
  box.setAttribute("aria-expanded", String(!!hits.length));
  box.removeAttribute("aria-activedescendant");
  redraw();
}
function pick(i) {
  $("m-found").hidden = true;
  $("m-find").setAttribute("aria-expanded", "false");
  choose(i, true);
}
function findKeys(event) {
  const items = [...$("m-found").children];
  const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") { event.target.value = ""; find(""); return; }
  if (event.key === "Enter" && items.length) { event.preventDefault(); pick(+items[Math.max(0, at)].dataset.place); return; }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  if (!items.length) return;
  const next = (at + (event.key === "ArrowDown" ? 1 : items.length - (at < 0 ? 0 : 1))) % items.length;
  items.forEach((item, number) => item.setAttribute("aria-selected", String(number === next)));
  event.target.setAttribute("aria-activedescendant", items[next].id);
}

function mapKeys(event) {
  const step = 60 / map.scale;
  const ranked = data.ranking, at = ranked.indexOf(map.chosen);
  const keys = {
    ArrowLeft: () => (map.left -= step), ArrowRight: () => (map.left += step), ArrowUp: () => (map.top -= step / map.ratio), ArrowDown: () => (map.top += step / map.ratio),
    "+": () => zoomBy(1.3, map.width / 2, map.height / 2), "=": () => zoomBy(1.3, map.width / 2, map.height / 2), "-": () => zoomBy(1 / 1.3, map.width / 2, map.height / 2),
    0: fitAll, Escape: () => choose(null), Enter: () => $("card").querySelector("h3")?.focus(),
    n: () => choose(ranked[(at + 1) % ranked.length], true), p: () => choose(ranked[(at - 1 + ranked.length) % ranked.length], true),
  };
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
  redraw();
}

// One pointer drags, two pinch, the wheel zooms where the map has the focus or Ctrl is held: a page that scrolls must not be caught by its map.
function pointers(canvas) {
  const down = new Map();
  let moved = 0, gap = 0;
  const place = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    down.set(event.pointerId, place(event));
    moved = 0; gap = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const at = place(event), before = down.get(event.pointerId);
    if (!before) {
      const hover = event.pointerType === "mouse" ? nearest(...at) : null;
      if (hover !== map.hover) { map.hover = hover; canvas.classList.toggle("over", hover !== null); redraw(); }
      return;
    }
    if (down.size === 1) {
      moved += Math.hypot(at[0] - before[0], at[1] - before[1]);
      if (moved > 4) {
        canvas.classList.add("drag");
        map.moving = true; map.hover = null;
        map.left -= (at[0] - before[0]) / map.scale;
        map.top -= (at[1] - before[1]) / map.scale / map.ratio;
        redraw();
      }
    }
    down.set(event.pointerId, at);
    if (down.size === 2) {
      const [a, b] = [...down.values()];
      const now = Math.hypot(a[0] - b[0], a[1] - b[1]);
      if (gap) zoomBy(now / gap, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
      gap = now; moved = 100;
    }
  });
  const up = (event) => {
    const was = down.delete(event.pointerId);
    if (was && moved <= 4 && event.type === "pointerup") choose(nearest(...place(event)));
    if (!down.size) { canvas.classList.remove("drag"); map.moving = null; gap = 0; redraw(); }
  };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("pointerleave", () => { if (map.hover !== null) { map.hover = null; redraw(); } });
  canvas.addEventListener("dblclick", (event) => zoomBy(1.8, ...place(event)));
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== canvas) return;
    event.preventDefault();
    map.moving = true;
    clearTimeout(map.settle);
    map.settle = setTimeout(() => { map.moving = null; redraw(); }, 160);
    zoomBy(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), ...place(event));
  }, { passive: false });
}

function topicCentres() {
  const sums = data.topics.map((topic) => ({ x: 0, y: 0, n: 0, label: topic.label }));
  for (let i = 0; i < data.listed; i++) {
    const sum = sums[P.topic[i]];
    if (sum) { sum.x += P.x[i]; sum.y += P.y[i]; sum.n += 1; }
  }
  return sums.filter((sum) => sum.n).map((sum) => ({ x: sum.x / sum.n, y: sum.y / sum.n, label: sum.label }));
}

function startMap() {
  const canvas = $("canvas");
  if (!canvas || !P.title.length) return;
  map.out = P.title.map(() => []);
  map.in = P.title.map(() => []);
  for (let e = 0; e < data.edges.length; e += 2) { map.out[data.edges[e]].push(data.edges[e + 1]); map.in[data.edges[e + 1]].push(data.edges[e]); }
  map.context = canvas.getContext("2d");
  map.centres = topicCentres();
  setVisible();
  setSize("hot");
  setColour(data.topics.length ? "topic" : data.sections.length ? "section" : "year");
  $("m-colour").value = map.colour;
  if (!P.year.some((year) => year !== null)) {
    map.layout = "force";
    document.querySelector("input[value=force]").checked = true;
  }
  readStyle();
  listeners.push(() => { readStyle(); redraw(); });
  const resize = () => {
    const box = canvas.parentElement.getBoundingClientRect();
    map.dpr = Math.min(2, devicePixelRatio || 1);
    const first = !map.width;
    map.width = Math.round(box.width); map.height = Math.round(box.height);
    sprites.clear();
    canvas.width = Math.round(map.width * map.dpr); canvas.height = Math.round(map.height * map.dpr);
    if (first) setLayout(map.layout, false); else { fitAll(); redraw(); }
  };
  new ResizeObserver(resize).observe(canvas.parentElement);
  pointers(canvas);
  canvas.addEventListener("keydown", mapKeys);
  $("mapbar").addEventListener("submit", (event) => event.preventDefault());
  document.querySelectorAll("input[name=layout]").forEach((input) => input.addEventListener("change", () => setLayout(input.value, true)));
  $("m-colour").addEventListener("change", (event) => { setColour(event.target.value); redraw(); });
  $("m-size").addEventListener("change", (event) => { setSize(event.target.value); redraw(); });
  $("m-edges").addEventListener("change", (event) => { map.edges = event.target.checked; redraw(); });
  $("m-missing")?.addEventListener("change", (event) => { map.missing = event.target.checked; setVisible(); fitAll(); redraw(); });
  $("m-find").addEventListener("input", (event) => find(event.target.value));
  $("m-find").addEventListener("keydown", findKeys);
  $("m-find").addEventListener("blur", () => { $("m-found").hidden = true; $("m-find").setAttribute("aria-expanded", "false"); });
  $("z-in").addEventListener("click", () => zoomBy(1.4, map.width / 2, map.height / 2));
  $("z-out").addEventListener("click", () => zoomBy(1 / 1.4, map.width / 2, map.height / 2));
  $("z-fit").addEventListener("click", () => { fitAll(); redraw(); });
  $("map-note").textContent = "Scroll to zoom once the map has the focus (choose it, or hold Ctrl). Time: one lane per topic. Ties: near papers cite alike; the axes mean nothing. Citations drawn: on demand, or all of them.";
  drawCard();
  document.fonts?.ready.then(redraw);
}
