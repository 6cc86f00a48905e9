// The ranking table: sort, filter, sparkline, evidence.
// A phone shows fewer at once: each paper is a card there.
const FIRST = innerWidth < 704 ? 15 : 50;
const rankings = { key: "rank", down: false, shown: FIRST, rows: [], group: null };

const COLUMNS = [
  { key: "rank", label: "#", title: "Rank by recent attention", up: true, n: true },
  { key: "title", label: "Paper", title: "Title", up: true },
  { key: "hot", label: "Hot", title: "Expected attention soon; 1 is the mean of papers under two years", n: true },
  { key: "percentile", label: "Age %", title: "Percentile of its citations among so many papers of its age", n: true },
  { key: "citations", label: "Citations", title: "The catalog's own total", n: true },
  { key: "recent", label: "12 months", title: "Citing papers of the last 12 months", n: true },
  { key: "local", label: "By the list", title: "Listed papers that cite it", n: true },
  { key: "year", label: "24 months", title: "Citations a month; sorts by date of publication", n: false },
];

function sparkline(i) {
  const values = P.monthly[i];
  if (!values.length) return el("span", { class: "by" }, missing);
  const most = Math.max(1, ...values);
  const step = 88 / Math.max(1, values.length - 1);
  const points = values.map((value, at) => (at * step).toFixed(1) + "," + (24 - (22 * value) / most).toFixed(1));
  const total = values.reduce((sum, value) => sum + value, 0);
  const words = count(total) + " citations in 24 months, at most " + most + " in one";
  const last = points[points.length - 1].split(",");
  return svgEl("svg", { class: "spark", viewBox: "0 0 88 26", role: "img", "aria-label": total ? words : "no citation in 24 months" },
    svgEl("polyline", { points: points.join(" "), fill: "none", "stroke-width": "1.5" }),
    svgEl("circle", { class: "end", cx: last[0], cy: last[1], r: "2" }));
}

function cell(column, label, ...children) {
  return el("td", { class: column.n ? "n" : null, "data-label": label }, el("span", null, ...children));
}

function chips(i) {
  const all = P.section[i].map((s) => el("span", null, data.sections[s]));
  if (P.topic[i] !== null) all.push(el("span", null, mark(P.topic[i]), data.topics[P.topic[i]].label));
  return all.length ? el("p", { class: "chips" }, ...all) : null;
}

function rankRow(i) {
  const why = el("button", { type: "button", class: "icon", "aria-label": "Why " + P.title[i].slice(0, 80) + " stands here" }, icon("why"));
  tooltip(why, () => [P.evidence[i], [P.found_by[i], P.lines[i].length ? "line " + P.lines[i].join(", ") + " of the list" : ""].filter((part) => part).join("; ")]);
  const show = el("button", { type: "button", class: "icon", "aria-label": "Show " + P.title[i].slice(0, 80) + " on the map" }, icon("map"));
  show.addEventListener("click", () => showOnMap(i));
  const here = rankings.group ? rankings.group.get(i) : P.rank[i];
  const overall = P.overall[i] !== null || rankings.group ? "overall " + count(P.overall[i] ?? P.rank[i]) : "";
  const range = P.low[i] === null ? "" : P.low[i] + "–" + P.high[i];
  const interval = overall || range ? el("span", { class: "interval", title: "90 % of resampled rankings" }, overall && range ? overall + ", " + range : overall || range) : null;
  const young = P.provisional[i] ? el("span", { class: "tag young", title: "under 12 months old, or no date: too young to judge" }, "young") : null;
  const totals = COLUMNS[4].key === "known" ? count(P.known[i]) : count(P.citations[i]);
  return el("tr", null,
    el("td", { class: "n", "data-label": "Rank" }, el("span", null, count(here), interval)),
    el("td", { class: "wide" }, paperLink(i), young ? " " : null, young, el("span", { class: "by" }, byline(i)), chips(i)),
    cell(COLUMNS[2], "Hot", fixed(P.hot[i], 2)),
    cell(COLUMNS[3], "Age percentile", fixed(P.percentile[i], 1), P.percentile[i] === null ? null : el("span", { class: "peers" }, "of " + count(P.cohort[i]))),
    cell(COLUMNS[4], COLUMNS[4].label, totals),
    cell(COLUMNS[5], "Last 12 months", count(P.recent[i])),
    cell(COLUMNS[6], "Cited by the list", count(P.local[i])),
    el("td", { "data-label": "24 months" }, sparkline(i)),
    el("td", null, el("div", { class: "icons" }, why, show)));
}

function sortedRows() {
  const words = folded($("f-text").value).split(/\s+/).filter((word) => word);
  const section = $("f-section").value, topic = $("f-topic").value, year = $("f-year").value;
  const rows = data.ranking.filter((i) =>
    (section === "" || P.section[i].includes(+section)) && (topic === "" || P.topic[i] === +topic) &&
    (year === "" || (P.year[i] !== null && Math.floor(P.year[i]) >= +year)) && words.every((word) => searchable[i].includes(word)));
  const values = P[rankings.key === "title" ? "title" : rankings.key];
  const sign = rankings.down ? -1 : 1;
  const place = new Map(data.ranking.map((i, at) => [i, at]));
  // Among equal percentiles, of which a hundred is the most common, the higher rescaled PageRank comes first.
  const second = rankings.key === "percentile" ? (i) => P.rescaled[i] ?? -Infinity : () => 0;
  // Unknown values last in both directions; equal ones in the order of the ranking.
  return rows.sort((a, b) => {
    const x = values[a], y = values[b];
    if (x === null || y === null) return (x === null) - (y === null) || place.get(a) - place.get(b);
    const order = typeof x === "string" ? x.localeCompare(y, "en") : x - y;
    if (order) return sign * order;
    const [p, q] = [second(a), second(b)];
    return (p === q ? 0 : sign * (p < q ? -1 : 1)) || place.get(a) - place.get(b);
  });
}

// Ranks inside the chosen section or topic, so that a filtered table has a first place of its own; equal ranks stay equal.
function groupRanks() {
  const section = $("f-section").value, topic = $("f-topic").value;
  if (section === "" && topic === "") return null;
  const ranks = new Map();
  let last = null, rank = 0, seen = 0;
  for (const i of data.ranking) {
    if ((section !== "" && !P.section[i].includes(+section)) || (topic !== "" && P.topic[i] !== +topic)) continue;
    seen += 1;
    if (P.rank[i] !== last) { last = P.rank[i]; rank = seen; }
    ranks.set(i, rank);
  }
  return ranks;
}

function drawRankings() {
  rankings.group = groupRanks();
  rankings.rows = sortedRows();
  const body = $("rank-table").tBodies[0];
  const shown = rankings.rows.slice(0, rankings.shown);
  body.replaceChildren(...shown.map(rankRow));
  if (!shown.length) body.append(el("tr", null, el("td", { colspan: COLUMNS.length + 1 }, "No paper fits these filters.")));
  const all = data.ranking.length, fit = rankings.rows.length;
  $("rank-count").textContent = (fit === all ? grouped.format(all) + (all === 1 ? " paper" : " papers") : grouped.format(fit) + " of " + grouped.format(all) + " papers fit") +
    (shown.length < fit ? "; the first " + shown.length + " are shown" : "");
  $("rank-more").hidden = $("rank-all").hidden = shown.length >= fit;
  $("rank-all").textContent = "Show all " + grouped.format(fit);
}

function drawHead() {
  const cells = COLUMNS.map((column) => {
    const active = rankings.key === column.key;
    const arrow = el("span", { class: "arrow", "aria-hidden": "true" }, active ? (rankings.down ? "▼" : "▲") : "");
    const button = el("button", { type: "button", title: column.title }, column.label, arrow);
    button.addEventListener("click", () => {
      rankings.down = active ? !rankings.down : !column.up;
      rankings.key = column.key;
      rankings.shown = Math.min(rankings.shown, 200);
      drawHead();
      drawRankings();
      $("rank-table").tHead.querySelectorAll("button")[COLUMNS.indexOf(column)].focus();
    });
    return el("th", { scope: "col", class: column.n ? "n" : null, "aria-sort": active ? (rankings.down ? "descending" : "ascending") : null }, button);
  });
  cells.push(el("th", { scope: "col" }, el("span", { class: "sr" }, "Evidence and map")));
  $("rank-table").tHead.replaceChildren(el("tr", null, ...cells));
}

function startRankings() {
  if (!$("rank-table")) return;
  // A catalog without totals of its own leaves the counts known here.
  if (data.ranking.every((i) => P.citations[i] === null)) Object.assign(COLUMNS[4], { key: "known", label: "Citations known", title: "Citing papers the catalog named" });
  $("rank-table").prepend(el("caption", { class: "sr" }, "Listed papers and their rankings"));
  const form = $("filters");
  const again = () => { rankings.shown = FIRST; drawRankings(); };
  form.addEventListener("input", again);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(again));
  $("rank-more").addEventListener("click", () => { rankings.shown += 50; drawRankings(); });
  $("rank-all").addEventListener("click", () => { rankings.shown = Infinity; drawRankings(); });
  document.querySelectorAll(".filter-topic").forEach((button) => button.addEventListener("click", () => {
    form.reset();
    $("f-topic").value = button.dataset.topic;
    setTimeout(() => { again(); $("rankings").scrollIntoView(); $("f-topic").focus({ preventScroll: true }); });
  }));
  drawHead();
  drawRankings();
}
