// The bench: bytes, paint, readiness, publishing. Prints a table; judges nothing.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { brotliCompressSync } from "node:zlib";
import path from "node:path";

const require = createRequire(path.join(process.env.MINGBAI_NODE ?? ".", "node_modules", "x"));
const { chromium } = require("playwright-core");

const runsAt = process.argv.indexOf("--runs");
const RUNS = runsAt > 0 ? Number(process.argv[runsAt + 1]) : 5;
const OFFICE = "target/bin/mingbai";
const SITE = "target/site";

// Chromium's own "Slow 4G" preset, and a phone four times slower than this machine.
const NETWORK = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };
const CPU = 4;

const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const row = (name, ...cells) => console.log(`${name.padEnd(44)} ${cells.map((c) => String(c).padStart(14)).join(" ")}`);

/** Starts the server on a free port and waits until it answers. */
async function serve(args) {
  const port = 20_000 + (process.pid % 20_000) + Math.floor(Math.random() * 1000);
  const child = spawn(OFFICE, ["serve", ...args, "--addr", `127.0.0.1:${port}`], { stdio: "ignore" });
  const origin = `http://127.0.0.1:${port}`;
  for (;;) {
    try {
      if ((await fetch(`${origin}/healthz`)).ok) return { origin, stop: () => child.kill() };
    } catch {
      if (child.exitCode !== null) throw new Error("the server did not start");
      await new Promise((next) => setImmediate(next));
    }
  }
}

/** What a first visit to the home page fetches, compressed, by kind. */
async function bytes(browser, origin) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send("Network.enable");
  const kinds = new Map();
  const urls = new Map();
  client.on("Network.responseReceived", ({ requestId, response }) => urls.set(requestId, response.url));
  client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const url = new URL(urls.get(requestId) ?? "http://x/?");
    const kind = path.extname(url.pathname).slice(1) || "html";
    kinds.set(kind, (kinds.get(kind) ?? 0) + encodedDataLength);
  });
  await page.goto(`${origin}/`, { waitUntil: "load" });
  await page.waitForSelector("html[data-app=ready]");
  await page.waitForLoadState("networkidle");
  await context.close();
  return kinds;
}

/** Largest contentful paint and, where there is an app, the moment it has taken over. */
async function load(browser, url, hasApp) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send("Network.enable");
  await client.send("Network.emulateNetworkConditions", NETWORK);
  await client.send("Emulation.setCPUThrottlingRate", { rate: CPU });
  await page.addInitScript(() => {
    window.__lcp = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.__lcp = entry.startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new MutationObserver(() => {
      if (document.documentElement.dataset.app === "ready" && !window.__ready) window.__ready = performance.now();
    }).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-app"] });
  });
  await page.goto(url, { waitUntil: "load" });
  if (hasApp) await page.waitForFunction(() => window.__ready > 0, null, { timeout: 60_000 });
  await page.waitForFunction(() => window.__lcp > 0);
  const figures = await page.evaluate(() => ({ lcp: window.__lcp, ready: window.__ready ?? 0 }));
  await context.close();
  return figures;
}

/** The same page with its style sheet and without any script, from a plain server. */
async function plainTwin(origin) {
  const html = (await (await fetch(`${origin}/`)).text()).replace(/<script[\s\S]*?<\/script>/g, "");
  const style = /href="(\/assets\/style[^"]+)"/.exec(html)[1];
  const css = await (await fetch(`${origin}${style}`)).text();
  const files = new Map([
    ["/", ["text/html; charset=utf-8", brotliCompressSync(html)]],
    [style, ["text/css; charset=utf-8", brotliCompressSync(css)]],
  ]);
  const server = createServer((request, response) => {
    const file = files.get(request.url);
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": file[0], "content-encoding": "br", "content-length": file[1].length }).end(file[1]);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { origin: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

/** Runs a publication and watches its memory. */
function publish(args) {
  return new Promise((done, failed) => {
    const child = spawn(OFFICE, ["publish", ...args, "--json"], { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    let peak = 0;
    const watch = setInterval(() => {
      try {
        const found = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"));
        if (found) peak = Math.max(peak, Number(found[1]));
      } catch {
        // The process has just ended.
      }
    }, 10);
    child.stdout.on("data", (chunk) => (text += chunk));
    child.on("close", (code) => {
      clearInterval(watch);
      if (code !== 0) return failed(new Error(`publish ended with ${code}`));
      done({ ...JSON.parse(text), peak });
    });
  });
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const site = await serve([SITE]);
const plain = await plainTwin(site.origin);

console.log("First visit to the home page (brotli, headers counted)");
const kinds = await bytes(browser, site.origin);
const total = [...kinds.values()].reduce((a, b) => a + b, 0);
for (const [kind, size] of [...kinds].sort((a, b) => b[1] - a[1])) row(`  ${kind}`, kB(size));
row("  wasm + js (target: at most 150 kB)", kB((kinds.get("wasm") ?? 0) + (kinds.get("js") ?? 0)));
row("  all (target: at most 200 kB)", kB(total));

// Not part of a first visit: the outbox, for those who write something.
const home = readFileSync(path.join(SITE, "index.html"), "utf8");
const outbox = ["js", "wasm"].map((what) => {
  const [, name] = new RegExp(`data-outbox-${what}="/([^"]+)"`).exec(home);
  return statSync(path.join(SITE, `${name}.br`)).size;
});
row("  outbox, wasm + js, later (target: at most 40 kB)", kB(outbox[0] + outbox[1]));

console.log(`\nSlow 4G, processor ${CPU}x slower, ${RUNS} loads each in turn, medians`);
const ours = [];
const theirs = [];
await load(browser, `${site.origin}/`, true);
await load(browser, `${plain.origin}/`, false);
for (let run = 0; run < RUNS; run++) {
  ours.push(await load(browser, `${site.origin}/`, true));
  theirs.push(await load(browser, `${plain.origin}/`, false));
}
const lcp = median(ours.map((f) => f.lcp));
const plainLcp = median(theirs.map((f) => f.lcp));
row("  largest paint, ours", `${lcp.toFixed(0)} ms`);
row("  largest paint, same page without scripts", `${plainLcp.toFixed(0)} ms`);
row("  ratio (target: at most 1.05)", (lcp / plainLcp).toFixed(3));
row("  app has taken over", `${median(ours.map((f) => f.ready)).toFixed(0)} ms`);
site.stop();
plain.stop();
await browser.close();

console.log("\nPublishing                                         read + check          pages    compression     peak memory     pages");
const jobs = [["example (target: under 3 s)", ["example/office", "--shell", "target/shell", "--out", "target/bench-site", "--at", "2026-11-05T20:00:00+08:00"]]];
if (existsSync("target/oakland-office")) {
  jobs.push(["Oakland (target: under 20 s, 500 MB)", ["target/oakland-office", "--shell", "target/shell", "--out", "target/bench-oakland", "--base", "/oakland/", "--at", "2022-03-18T12:00:00-07:00"]]);
}
for (const [name, args] of jobs) {
  const report = await publish(args);
  row(`  ${name}`, `${report.seconds_read.toFixed(2)} s`, `${report.seconds_made.toFixed(2)} s`, `${report.seconds_compressed.toFixed(2)} s`, `${(report.peak / 1000).toFixed(0)} MB`, report.pages);
}
