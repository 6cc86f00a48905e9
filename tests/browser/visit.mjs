// Opens a report in a real browser, networking off, and prints what was seen as one line of JSON.
// node visit.mjs MODULES CHROMIUM FILE [dark] [narrow] [pan] [keys] [axe]
import { createRequire } from "node:module";
import { readFileSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [modules, executablePath, file, ...wanted] = process.argv.slice(2);
const require = createRequire(pathToFileURL(modules + "/x.js"));
const { chromium } = require("playwright-core");
const has = (word) => wanted.includes(word);

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const context = await browser.newContext({
  offline: true,
  viewport: has("narrow") ? { width: 400, height: 800 } : { width: 1280, height: 900 },
  colorScheme: has("dark") ? "dark" : "light",
});
const page = await context.newPage();
const seen = { console: [], asked: [] };
page.on("console", (message) => { if (["error", "warning"].includes(message.type())) seen.console.push(message.text()); });
page.on("pageerror", (error) => seen.console.push(String(error)));
const url = pathToFileURL(file).href;
page.on("request", (request) => { if (request.url() !== url && !request.url().startsWith("data:")) seen.asked.push(request.url()); });
await page.goto(url, { waitUntil: "load" });
await page.waitForSelector("html.ready");

// Times count from the begin of the navigation: reading the file is in them.
seen.times = await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
  const [navigation] = performance.getEntriesByType("navigation");
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  done({ paint: paint ? paint.startTime : null, loaded: navigation.loadEventEnd, settled: performance.now() });
}))));
seen.wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
if (has("keys")) seen.keys = await keys();
if (has("pan")) seen.pan = await pan();
if (has("axe")) seen.axe = await axe();
await browser.close();
process.stdout.write(JSON.stringify(seen) + "\n");

// Processor seconds of every process of the browser, by process id; empty where there is no /proc.
function processorSeconds() {
  let all = [];
  try { all = readdirSync("/proc").filter((name) => /^\d+$/.test(name)); } catch { return new Map(); }
  const rows = new Map();
  for (const id of all) {
    try {
      const stat = readFileSync("/proc/" + id + "/stat", "latin1");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      rows.set(+id, { parent: +fields[1], seconds: (+fields[11] + +fields[12]) / 100 });
    } catch { /* it has ended */ }
  }
  const ours = (id) => id > 1 && rows.has(id) && (rows.get(id).parent === process.pid || ours(rows.get(id).parent));
  return new Map([...rows].filter(([id]) => ours(id)).map(([id, row]) => [id, row.seconds]));
}

// Drags the map, without and with all citations drawn, and counts the frames in which its picture changed: per second as it was, and per second of the
// busiest process, which is what the page can do when no other program has the processor.
async function pan() {
  const canvas = page.locator("#canvas");
  await canvas.scrollIntoViewIfNeeded();
  const all = page.locator("#m-edges");
  const frames = async () => {
    const box = await canvas.boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 10, y);
    await page.evaluate(() => {
      const count = { begin: performance.now(), frames: 0, left: map.left, on: true };
      const tick = () => { if (map.left !== count.left) { count.left = map.left; count.frames += 1; } if (count.on) requestAnimationFrame(tick); };
      requestAnimationFrame(tick);
      globalThis.panned = count;
    });
    const before = processorSeconds();
    for (let begin = Date.now(), step = 0; Date.now() - begin < 1500; step += 1) await page.mouse.move(x + 160 * Math.sin(step / 12), y + 90 * Math.cos(step / 15));
    const [count, seconds] = await page.evaluate(() => { panned.on = false; return [panned.frames, (performance.now() - panned.begin) / 1000]; });
    const after = processorSeconds();
    await page.mouse.up();
    const busiest = Math.max(0, ...[...after].map(([id, used]) => used - (before.get(id) ?? 0)));
    return { seen: count / seconds, alone: busiest > 0 ? Math.max(count / seconds, Math.min(60, count / busiest)) : count / seconds };
  };
  const some = await frames();
  await all.check();
  return { some, all: await frames() };
}

// Walks with Tab from the top until it comes round; whatever can be used with a mouse has to be met. Radio buttons are met as a group.
async function keys() {
  await page.evaluate(() => {
    globalThis.met = new Set();
    document.activeElement?.blur();
    scrollTo(0, 0);
  });
  const most = 4000;
  let steps = 0;
  for (; steps < most; steps += 1) {
    await page.keyboard.press("Tab");
    const round = await page.evaluate(() => {
      const here = document.activeElement;
      if (!here || here === document.body) return true;
      if (met.has(here)) return true;
      met.add(here);
      return false;
    });
    if (round) break;
  }
  return page.evaluate((steps) => {
    const groups = new Set([...met].filter((one) => one.type === "radio").map((one) => one.name));
    const all = [...document.querySelectorAll("a[href],button,input,select,textarea,summary,[tabindex='0']")].filter((one) =>
      !one.disabled && one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0);
    const unmet = all.filter((one) => !met.has(one) && !(one.type === "radio" && groups.has(one.name)));
    const words = (one) => (one.tagName + "#" + one.id + "." + one.className + " " + (one.textContent || "").trim().slice(0, 40));
    return { steps, all: all.length, unmet: unmet.slice(0, 20).map(words), unmetCount: unmet.length };
  }, steps);
}

async function axe() {
  await page.evaluate(() => { document.querySelectorAll("details").forEach((one) => { one.open = true; }); });
  await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations", "incomplete"] }));
  const told = (rule) => ({ id: rule.id, impact: rule.impact, count: rule.nodes.length, help: rule.help, first: rule.nodes[0]?.html.slice(0, 160), why: rule.nodes[0]?.failureSummary });
  return { violations: found.violations.map(told), passes: found.passes.length };
}
