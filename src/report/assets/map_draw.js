// The map's picture: a canvas, drawn from the state in `map`. Nothing here listens to the user.
const map = {
  context: null, width: 0, height: 0, dpr: 1,
  layout: "time", colour: "topic", size: "hot", edges: false, missing: false,
  x: [], y: [], radius: [], group: [], visible: [],
  scale: 1, ratio: 1, grow: 1, left: 0, top: 0, fit: 1,
  hover: null, chosen: null, bright: null, found: null,
  out: [], in: [], style: {}, labels: 0, frame: 0, moving: null,
};
const DASH = [5, 4];

function readStyle() {
  const css = getComputedStyle(root);
  const bright = { "#0072B2": "--c-blue", "#56B4E9": "--c-sky", "#D55E00": "--c-vermilion", "#7550A8": "--c-purple", "#856540": "--c-brown", "#009E73": "--c-green" };
  map.style.colours = data.colours.map((colour) => css.getPropertyValue(bright[colour] || "--none").trim() || colour);
  for (const name of ["ink", "muted", "line", "line-strong", "accent", "card", "ground"]) map.style[name] = css.getPropertyValue("--" + name).trim();
  sprites.clear();
}

const sx = (i) => (map.x[i] - map.left) * map.scale;
// Where the axes mean different things, up and down have a scale of their own.
const yPlace = (y) => (y - map.top) * map.scale * map.ratio;
const sy = (i) => yPlace(map.y[i]);

// Dots keep a readable size: they grow slower than the map when it is enlarged.
const dotRadius = (i) => map.radius[i] * map.grow;

function shapePath(context, shape, x, y, r) {
  switch (shape) {
    case "square": context.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76); break;
    case "diamond": context.moveTo(x, y - r * 1.25); context.lineTo(x + r * 1.25, y); context.lineTo(x, y + r * 1.25); context.lineTo(x - r * 1.25, y); context.closePath(); break;
    case "triangle": context.moveTo(x, y - r * 1.2); context.lineTo(x + r * 1.1, y + r * 0.8); context.lineTo(x - r * 1.1, y + r * 0.8); context.closePath(); break;
    case "cross": {
      const a = r * 0.42, b = r * 1.15;
      const points = [[-a, -b], [a, -b], [a, -a], [b, -a], [b, a], [a, a], [a, b], [-a, b], [-a, a], [-b, a], [-b, -a], [-a, -a]];
      points.forEach(([dx, dy], at) => (at ? context.lineTo(x + dx, y + dy) : context.moveTo(x + dx, y + dy)));
      context.closePath();
      break;
    }
    default: context.moveTo(x + r, y); context.arc(x, y, r, 0, 2 * Math.PI);
  }
}

const YEARS = ["#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#d8c51c"];
function yearColour(share) {
  return YEARS[Math.max(0, Math.min(YEARS.length - 1, Math.floor(share * YEARS.length)))];
}
function nodeColour(i) {
  if (map.colour !== "year") return map.group[i] === null ? data.neutral : map.style.colours[map.group[i] % map.style.colours.length];
  return map.group[i] === null ? data.neutral : yearColour(map.group[i]);
}
const nodeShape = (i) => (map.colour === "year" ? "circle" : shapeOf(map.group[i]));

// Which papers stand out: those of a chosen legend entry or search, else the chosen or hovered paper and its neighbours.
function focusSet() {
  const centre = map.hover ?? map.chosen;
  if (centre !== null) return new Set([centre, ...map.out[centre], ...map.in[centre]]);
  return map.found ?? map.bright;
}

function draw() {
  map.frame = 0;
  const c = map.context;
  if (!c || !map.width) return;
  map.grow = Math.max(0.55, Math.min(2.6, Math.pow(map.scale / map.fit, 0.45))) * Math.min(1, Math.max(0.45, 30 / Math.sqrt(map.shown || 1)));
  c.setTransform(map.dpr, 0, 0, map.dpr, 0, 0);
  c.clearRect(0, 0, map.width, map.height);
  if (drawSnapshot(c)) return;
  if (map.layout !== "force") drawTime(c);
  const focus = focusSet();
  if (map.edges) drawAllEdges(c, focus);
  drawNodes(c, focus);
  const centre = map.hover ?? map.chosen;
  if (centre !== null && map.visible[centre]) drawOwnEdges(c, centre);
  if (focus) drawNodes(c, null, focus);
  drawLabels(c, focus);
  keepSnapshot();
}

// While a large map is dragged or zoomed, its last picture is moved along and drawn anew a few times a second: motion stays fluid without a graphics card.
const snapshot = { canvas: document.createElement("canvas"), at: -Infinity, cost: 0, begin: 0 };
function drawSnapshot(c) {
  snapshot.begin = performance.now();
  if (!map.moving || snapshot.cost < 9 || snapshot.begin - snapshot.at > 60 + 6 * snapshot.cost) return false;
  const x = (snapshot.left - map.left) * map.scale, y = (snapshot.top - map.top) * map.scale * map.ratio;
  c.drawImage(snapshot.canvas, x, y, (map.width * map.scale) / snapshot.scale, (map.height * map.scale * map.ratio) / (snapshot.scale * snapshot.ratio));
  return true;
}
function keepSnapshot() {
  const now = performance.now();
  snapshot.cost = now - snapshot.begin;
  if (!map.moving || snapshot.cost < 9) return;
  const { canvas } = snapshot;
  canvas.width = map.context.canvas.width;
  canvas.height = map.context.canvas.height;
  canvas.getContext("2d").drawImage(map.context.canvas, 0, 0);
  Object.assign(snapshot, { at: now, left: map.left, top: map.top, scale: map.scale, ratio: map.ratio });
}

function redraw() {
  if (!map.frame) map.frame = requestAnimationFrame(draw);
}

function drawTime(c) {
  c.font = '12px "Inter", sans-serif';
  c.textBaseline = "middle";
  const { first_year: first, year_width: width } = data.time;
  if (map.layout === "time") {
    data.time.lanes.forEach(([top, bottom], lane) => {
      const y0 = yPlace(top), y1 = yPlace(bottom);
      if (top === bottom) return;
      if (y1 < 0 || y0 > map.height) return;
      c.strokeStyle = map.style.line;
      c.lineWidth = 1;
      c.beginPath(); c.moveTo(0, Math.round(y1) + 0.5); c.lineTo(map.width, Math.round(y1) + 0.5); c.stroke();
    });
  } else {
    c.textAlign = "left";
    for (const value of [0, 1, 10, 100, 1000, 10000, 100000]) {
      const y = yPlace(reachY(value));
      if (y < 14 || y > map.height - 26 || value > map.mostCited * 2) continue;
      c.strokeStyle = map.style.line;
      c.beginPath(); c.moveTo(0, Math.round(y) + 0.5); c.lineTo(map.width, Math.round(y) + 0.5); c.stroke();
      c.fillStyle = map.style.muted;
      c.fillText(grouped.format(value), 8, y - 8);
    }
  }
  const step = [1, 2, 5, 10, 20, 50].find((years) => years * width * map.scale > 54) || 100;
  c.textAlign = "center";
  for (let year = Math.ceil(first / step) * step; ; year += step) {
    const x = ((year - first) * width - map.left) * map.scale;
    if (x > map.width || (year - first) * width > map.right + 200) break;
    if (x < 0) continue;
    c.strokeStyle = map.style.line;
    c.beginPath(); c.moveTo(Math.round(x) + 0.5, 0); c.lineTo(Math.round(x) + 0.5, map.height - 22); c.stroke();
    c.fillStyle = map.style.muted;
    c.fillText(String(year), x, map.height - 11);
  }
}

function drawAllEdges(c, focus) {
  c.strokeStyle = map.style.muted;
  c.lineWidth = 0.6;
  c.globalAlpha = Math.max(0.04, Math.min(0.32, 60 / Math.sqrt(data.edges.length + 1) / 4)) * (focus ? 0.5 : 1);
  // Short paths are quicker than one long one; in motion a sample will do.
  const skip = map.moving ? 2 * Math.ceil(data.edges.length / 8000) : 2;
  c.beginPath();
  for (let e = 0, drawn = 0; e < data.edges.length; e += skip) {
    const a = data.edges[e], b = data.edges[e + 1];
    if (!map.visible[a] || !map.visible[b]) continue;
    c.moveTo(sx(a), sy(a));
    c.lineTo(sx(b), sy(b));
    if (++drawn % 200 === 0) { c.stroke(); c.beginPath(); }
  }
  c.stroke();
  c.globalAlpha = 1;
}

// What the paper cites is a full line, what cites it a dashed one.
function drawOwnEdges(c, centre) {
  c.lineWidth = 1.4;
  for (const [others, dash, colour] of [[map.out[centre], [], map.style.accent], [map.in[centre], DASH, map.style.ink]]) {
    c.strokeStyle = colour;
    c.globalAlpha = others.length > 60 ? 0.35 : 0.65;
    c.setLineDash(dash);
    c.beginPath();
    for (const other of others) {
      if (!map.visible[other]) continue;
      const x0 = sx(centre), y0 = sy(centre), x1 = sx(other), y1 = sy(other);
      const bend = 0.12;
      c.moveTo(x0, y0);
      c.quadraticCurveTo((x0 + x1) / 2 - (y1 - y0) * bend, (y0 + y1) / 2 + (x1 - x0) * bend, x1, y1);
    }
    c.stroke();
  }
  c.setLineDash([]);
  c.globalAlpha = 1;
}

// Every kind of dot is drawn once and then stamped: thousands of stamps cost less than one long path.
const sprites = new Map();
function sprite(colour, shape, radius, hollow) {
  const r = Math.max(1, Math.round(radius * 2) / 2);
  const key = colour + shape + r + hollow;
  let stamp = sprites.get(key);
  if (!stamp) {
    const half = Math.ceil(r * 1.3 + 2);
    stamp = document.createElement("canvas");
    stamp.width = stamp.height = Math.ceil(half * 2 * map.dpr);
    stamp.half = half;
    const c = stamp.getContext("2d");
    c.scale(map.dpr, map.dpr);
    c.beginPath();
    shapePath(c, shape, half, half, r);
    c.fillStyle = hollow ? map.style.card : colour;
    c.fill();
    c.strokeStyle = hollow ? colour : map.style.card;
    c.lineWidth = hollow ? 1.6 : r < 3 ? 0.4 : 0.8;
    c.stroke();
    sprites.set(key, stamp);
  }
  return stamp;
}

function drawNodes(c, focus, only) {
  const margin = 20;
  const put = (i) => {
    if (!map.visible[i]) return;
    const x = sx(i), y = sy(i);
    if (x < -margin || y < -margin || x > map.width + margin || y > map.height + margin) return;
    const stamp = sprite(nodeColour(i), nodeShape(i), dotRadius(i), i >= data.listed);
    c.globalAlpha = focus && !focus.has(i) ? 0.16 : 0.92;
    c.drawImage(stamp, x - stamp.half, y - stamp.half, stamp.half * 2, stamp.half * 2);
  };
  if (only) only.forEach(put);
  else for (let at = map.order.length - 1; at >= 0; at--) put(map.order[at]);
  c.globalAlpha = 1;
  const centre = map.hover ?? map.chosen;
  for (const i of new Set([map.chosen, map.hover])) {
    if (i === null || !map.visible[i]) continue;
    c.beginPath();
    c.arc(sx(i), sy(i), dotRadius(i) + 4, 0, 2 * Math.PI);
    c.strokeStyle = map.style.ink;
    c.lineWidth = i === centre ? 2 : 1;
    c.stroke();
  }
}

// Labels in order of importance, each only where it overlaps no other; the count of those left out is stated.
function drawLabels(c, focus) {
  const taken = [];
  // Dots keep clear of labels as long as there are few of them.
  const dots = map.shown <= 600 && !map.moving ? map.order.filter((i) => map.visible[i] && (!focus || focus.has(i))).map((i) => [sx(i), sy(i), dotRadius(i), i]) : [];
  const clear = (box, own) => dots.every(([x, y, r, i]) => i === own || x + r < box[0] || x - r > box[2] || y + r < box[1] + 2 || y - r > box[3] - 2);
  const free = (box) => taken.every((other) => box[0] >= other[2] || other[0] >= box[2] || box[1] >= other[3] || other[1] >= box[3]);
  const put = (text, x, y, font, colour, align, own) => {
    c.font = font;
    const width = c.measureText(text).width;
    const left = align === "center" ? x - width / 2 : x;
    const box = [left - 3, y - 9, left + width + 3, y + 9];
    if (box[0] < 0 || box[2] > map.width || box[1] < 0 || box[3] > map.height - (map.layout === "force" ? 0 : 22) || !free(box) || (own !== undefined && !clear(box, own))) return false;
    taken.push(box);
    c.lineWidth = 3.5;
    c.strokeStyle = map.style.card;
    c.lineJoin = "round";
    c.strokeText(text, left, y);
    c.fillStyle = colour;
    c.fillText(text, left, y);
    return true;
  };
  c.textAlign = "left";
  c.textBaseline = "middle";
  if (map.layout === "time" && map.colour !== "none") {
    data.time.lanes.forEach(([top, bottom], lane) => {
      if (top === bottom) return;
      const label = lane < data.topics.length ? data.topics[lane].label : "no topic";
      put(label, 8, Math.max(yPlace(top), 0) + 13, '600 12px "Inter", sans-serif', map.style.muted, "left");
    });
  } else if (map.layout === "force") {
    map.centres.forEach(({ x, y, label }) => put(label, (x - map.left) * map.scale, yPlace(y), '600 13px "Inter", sans-serif', map.style.ink, "center"));
  }
  let wanted = 0, shown = 0, tried = 0;
  const first = [map.hover, map.chosen].filter((i) => i !== null);
  const limit = map.moving ? 16 : Math.max(20, Math.min(140, (map.width * map.height) / 7500));
  const label = (i) => {
    const x = sx(i), y = sy(i), r = dotRadius(i) + 4;
    if (x < 0 || y < 0 || x > map.width || y > map.height) return;
    if (tried > 900 || shown >= limit) return;
    tried += 1;
    const font = (first.includes(i) ? "600 " : "") + '12px "Inter", sans-serif';
    const text = P.short[i];
    c.font = font;
    const width = c.measureText(text).width;
    if (put(text, x + r, y, font, map.style.ink, "left", i) || put(text, x - r - width, y, font, map.style.ink, "left", i) || put(text, x, y - r - 7, font, map.style.ink, "center", i) || put(text, x, y + r + 8, font, map.style.ink, "center", i)) shown += 1;
  };
  for (const i of first) if (map.visible[i]) label(i);
  for (const i of map.order) {
    if (!map.visible[i] || (focus && !focus.has(i))) continue;
    wanted += 1;
    if (!first.includes(i)) label(i);
  }
  map.labels = shown;
  const hint = $("map-hint");
  const words = shown < wanted ? grouped.format(shown) + " of " + grouped.format(wanted) + " labelled; zoom in for more" : "";
  if (hint.textContent !== words) hint.textContent = words;
}
