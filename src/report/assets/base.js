// Shared by all parts of the page: the data, making elements (text is only ever set as text), number words, theme, tooltip.
const data = JSON.parse(document.getElementById("data").textContent);
const P = data.papers;
const root = document.documentElement;
root.classList.add("js");
const $ = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";

function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

function svgEl(name, attributes, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const missing = "–";
const count = (value) => (value === null || value === undefined ? missing : grouped.format(value));
const fixed = (value, digits) => (value === null || value === undefined ? missing : value.toFixed(digits));

function colourOf(index) {
  return index === null || index === undefined ? data.neutral : data.colours[index % data.colours.length];
}
function shapeOf(index) {
  return index === null || index === undefined ? "circle" : data.shapes[index % data.shapes.length];
}
function mark(index) {
  const use = svgEl("use", { href: "#shape-" + shapeOf(index), fill: colourOf(index) });
  return svgEl("svg", { width: 12, height: 12, viewBox: "-9 -9 18 18", "aria-hidden": "true" }, use);
}

function icon(name) {
  return svgEl("svg", { width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" }, svgEl("use", { href: "#icon-" + name }));
}

function paperLink(i) {
  return P.url[i] ? el("a", { class: "paper", href: P.url[i], rel: "noopener noreferrer" }, P.title[i]) : el("span", { class: "paper" }, P.title[i]);
}
function byline(i) {
  return [P.authors[i], P.venue[i], P.date[i]].filter((part) => part).join(" · ");
}
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const searchable = P.title.map((title, i) => folded(title + " " + P.authors[i] + " " + P.venue[i]));

// Theme: the system's unless chosen; `?theme=dark` and `?theme=light` set it from the address.
const listeners = [];
function startTheme() {
  const button = $("theme");
  const order = ["auto", "light", "dark"];
  const words = { auto: "Auto", light: "Light", dark: "Dark" };
  let now = new URLSearchParams(location.search).get("theme");
  if (!order.includes(now)) {
    try { now = localStorage.getItem("citegraph-theme"); } catch { now = null; }
  }
  if (!order.includes(now)) now = "auto";
  const apply = () => {
    if (now === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", now);
    button.textContent = words[now];
    button.setAttribute("aria-label", words[now] + (now === "auto" ? ": colours follow the system" : " colours"));
    listeners.forEach((listen) => listen());
  };
  button.addEventListener("click", () => {
    now = order[(order.indexOf(now) + 1) % 3];
    try { localStorage.setItem("citegraph-theme", now); } catch { /* a page opened from disk may have no storage */ }
    apply();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
  // Paper is white: the map, which is a picture, is drawn light before printing.
  const paint = (theme) => { if (theme) root.setAttribute("data-theme", theme); readStyle(); draw(); };
  addEventListener("beforeprint", () => paint("light"));
  addEventListener("afterprint", () => { apply(); paint(null); });
  apply();
}

// One tooltip for every "why" button; shown on hover, focus and tap, closed by Escape.
function tooltip(button, paragraphs) {
  const tip = $("tip");
  const show = () => {
    tip.replaceChildren(...paragraphs().filter((text) => text).map((text) => el("p", null, text)));
    tip.hidden = false;
    button.setAttribute("aria-describedby", "tip");
    const box = button.getBoundingClientRect();
    const left = Math.max(8, Math.min(innerWidth - tip.offsetWidth - 8, box.right - tip.offsetWidth));
    const below = box.bottom + 8 + tip.offsetHeight < innerHeight;
    tip.style.left = left + "px";
    tip.style.top = (below ? box.bottom + 8 : Math.max(8, box.top - 8 - tip.offsetHeight)) + "px";
  };
  const hide = () => { tip.hidden = true; button.removeAttribute("aria-describedby"); };
  button.addEventListener("mouseenter", show);
  button.addEventListener("focus", show);
  button.addEventListener("click", show);
  button.addEventListener("mouseleave", hide);
  button.addEventListener("blur", hide);
  button.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
}

function startContents() {
  const links = [...document.querySelectorAll(".contents a")];
  const sections = links.map((link) => $(link.hash.slice(1)));
  const seen = () => {
    const line = innerHeight * 0.35;
    let here = 0;
    sections.forEach((section, i) => { if (section && section.getBoundingClientRect().top < line) here = i; });
    links.forEach((link, i) => (i === here ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; seen(); });
  }, { passive: true });
  seen();
}
