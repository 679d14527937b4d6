/**
 * The web UI as a browser has it: size of the app's first load, first paint, when a list of 10,000 stores can be used, how long a frame takes at most while one
 * scrolls and types in it, and the time from a change in the cluster to the screen at 1,000 stores with 50 browsers. The API server is played: what is measured is
 * the UI. Needs a Chromium.
 *
 * node bench/ui-browser.ts [stores of the long list, default 10,000]
 */
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type Page } from 'playwright-core';
import { silent } from '../cluster/log.ts';
import { buildApp } from '../ui/build/build-app.ts';
import { startUi, type RunningUi } from '../ui/server/start-ui.ts';
import { findBrowser } from '../ui/testing/find-browser.ts';
import { PlayedCluster } from '../ui/testing/played-cluster.ts';

const many = Number(process.argv[2] ?? 10_000);
const few = 1_000;
const streams = 49;
const changes = 15;

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const median = (values: readonly number[]): number => sorted(values)[Math.floor(values.length / 2)] ?? 0;
const most = (values: readonly number[]): number => sorted(values).at(-1) ?? 0;

const app = await buildApp();
const program = findBrowser(process.env);
if (program === undefined) throw new Error('no Chromium is installed, and $URUMI_BROWSER names none');

async function start(cluster: PlayedCluster): Promise<RunningUi> {
  const rate = { burst: 1e6, perSecond: 1e6 };
  const ui = await startUi({
    api: cluster.api,
    namespace: 'urumi-system',
    log: silent,
    version: '0',
    app,
    port: 0,
    rate,
  });
  await ui.ready;
  return ui;
}

/** What a first visit loads: the page, and what it names. */
async function firstLoad(): Promise<string> {
  const page = await readFile(path.join(app, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(([, file = '']) => file);
  const bytes = await Promise.all(['index.html', ...named].map((file) => readFile(path.join(app, file))));
  const all = await readdir(path.join(app, 'assets'));
  const fonts = await Promise.all(
    all.filter((file) => file.endsWith('.woff2')).map((file) => readFile(path.join(app, 'assets', file))),
  );
  const zipped = bytes.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0);
  const ofFonts = fonts.reduce((sum, { length }) => sum + length, 0);
  return `${(zipped / 1000).toFixed(1)} kB gzip (page, script, style), and fonts of at most ${(ofFonts / 1000).toFixed(0)} kB in all`;
}

async function newPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, baseURL: url });
  return await context.newPage();
}

/** First paint, and when the first rows stand there, ms from the beginning of the navigation. */
async function visit(browser: Browser, url: string): Promise<{ paint: number; usable: number }> {
  const page = await newPage(browser, url);
  await page.goto('/');
  await page.waitForFunction("document.querySelector('tr[data-index] a.name') !== null", undefined, { polling: 'raf' });
  const usable = await page.evaluate<number>('performance.now()');
  const paint = await page.evaluate<number>(
    "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0",
  );
  await page.context().close();
  return { paint, usable };
}

/** Long tasks and gaps between frames while one scrolls through the list and types into its search, ms. */
async function handle(browser: Browser, url: string): Promise<{ frames: number[]; tasks: number[] }> {
  const page = await newPage(browser, url);
  await page.goto('/');
  await page.locator('tr[data-index]').first().waitFor();
  await sleep(1_000);
  await page.evaluate(`
    globalThis.frames_ = []; globalThis.tasks_ = [];
    new PerformanceObserver((list) => tasks_.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
    let last = performance.now();
    const frame = (now) => { frames_.push(now - last); last = now; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
  `);
  for (let step = 0; step < 40; step += 1) {
    await page.mouse.wheel(0, 700);
    await sleep(25);
  }
  await page.keyboard.press('/');
  await page.keyboard.type('number-0042', { delay: 60 });
  await sleep(500);
  const frames = await page.evaluate<number[]>('frames_');
  const tasks = await page.evaluate<number[]>('tasks_');
  await page.context().close();
  return { frames, tasks };
}

/** @returns closes it */
async function openStream(url: string): Promise<() => void> {
  const request = get(`${url}api/v1/stream`, { agent: false });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answer.resume();
  request.on('error', () => undefined); // it is ours that ends it
  return () => request.destroy();
}

/** Times from a change that the cluster tells of until it stands on a page, ms, with all other browsers listening too. */
async function follow(browser: Browser, cluster: PlayedCluster, url: string): Promise<number[]> {
  const others = await Promise.all(Array.from({ length: streams }, () => openStream(url)));
  const page = await newPage(browser, url);
  await page.goto('/?search=number-00001');
  const row = `[...document.querySelectorAll('tr[data-index]')].find((one) => one.textContent.includes('number-00001'))`;
  await page.waitForFunction(`${row} !== undefined`, undefined, { polling: 'raf' });
  const times: number[] = [];
  for (let run = 0; run < changes; run += 1) {
    const phase = run % 2 === 0 ? 'Failed' : 'Ready';
    const seen = page.waitForFunction(`${row}?.textContent.includes('${phase}')`, undefined, { polling: 'raf' });
    await sleep(200);
    const begun = performance.now();
    cluster.change(1, phase);
    await seen;
    times.push(performance.now() - begun);
  }
  for (const close of others) close();
  await page.context().close();
  return times;
}

console.log(`the app's first load: ${await firstLoad()}`);
const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const long = await start(new PlayedCluster(many));
  await visit(browser, long.url); // the browser's own start is nobody's
  const visits: { paint: number; usable: number }[] = [];
  for (let run = 0; run < 5; run += 1) visits.push(await visit(browser, long.url));
  const { frames, tasks } = await handle(browser, long.url);
  await long.stop();
  console.log(`first paint: median ${median(visits.map(({ paint }) => paint)).toFixed(0)} ms; list of ${many} usable: median ${median(visits.map(({ usable }) => usable)).toFixed(0)} ms
scrolling and typing in it: ${frames.length} frames, median ${median(frames).toFixed(0)} ms, longest ${most(frames).toFixed(0)} ms; ${tasks.length} tasks of more than 50 ms`);
  const cluster = new PlayedCluster(few);
  const ui = await start(cluster);
  const times = await follow(browser, cluster, ui.url);
  await ui.stop();
  console.log(
    `change in the cluster to screen, ${few} stores, ${streams + 1} browsers: median ${median(times).toFixed(0)} ms, slowest of ${times.length} ${most(times).toFixed(0)} ms`,
  );
} finally {
  await browser.close();
}
