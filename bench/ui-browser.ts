/**
 * The web UI as a browser has it: size of the app's first load, first paint, when a list of 10,000 stores can be used, what each frame costs while one
 * scrolls and searches in it (processor time), and the time from a change in the cluster to the screen at 1,000 stores with 50 browsers. The API server is played: what is measured is
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
import { frameWork } from './testing/frame-work.ts';
import { quantile } from './testing/quantiles.ts';

const many = Number(process.argv[2] ?? 10_000);
const few = 1_000;
const streams = 49;
const changes = 15;

const median = (values: readonly number[]): number => quantile(values, 0.5);
const most = (values: readonly number[]): number => quantile(values, 1);

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

/** Processor time of the page's main thread so far, ms: what a busy machine does not stretch. */
async function work(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
  };
}

interface Visit {
  readonly paint: number;
  readonly usable: number;
  readonly work: number;
}

/** First paint, and when the first rows stand there, ms from the beginning of the navigation; and the main thread's part in it. */
async function visit(browser: Browser, url: string): Promise<Visit> {
  const page = await newPage(browser, url);
  const spent = await work(page);
  await page.goto('/', { waitUntil: 'commit' });
  await page.locator('tr[data-index] a.name').first().waitFor();
  const usable = await page.evaluate<number>('performance.now()');
  const paint = await page.evaluate<number>(
    "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0",
  );
  const result = { paint, usable, work: await spent() };
  await page.context().close();
  return result;
}

/** What somebody does with a list: how often, and the pause after each time, ms. The last waits until the list rests. */
interface Deed {
  readonly times: number;
  readonly pause: number;
  readonly act: (page: Page, at: number) => Promise<void>;
}

/** Typed letter by letter at a person's pace, so that the list changes while one types: the answer comes 150 ms after a key. */
const deeds: Readonly<Record<string, Deed>> = {
  'scrolling, 700 px at a time': { times: 40, pause: 250, act: (page) => page.mouse.wheel(0, 700) },
  'flinging, 5,000 px at a time': { times: 40, pause: 40, act: (page) => page.mouse.wheel(0, 5_000) },
  'jumping from far down to the search': { times: 1, pause: 0, act: (page) => page.keyboard.press('/') },
  'typing a search': {
    times: 22,
    pause: 300,
    act: (page, at) => page.keyboard.type('number-0042number-0042'.charAt(at)),
  },
  'taking it back, letter by letter': { times: 22, pause: 300, act: (page) => page.keyboard.press('Backspace') },
};

/** Processor time of each frame while one does something with the list of stores, ms. */
async function handle(browser: Browser, url: string): Promise<Map<string, number[]>> {
  const page = await newPage(browser, url);
  await page.goto('/');
  await page.locator('tr[data-index]').first().waitFor();
  await sleep(1_000);
  const frames = new Map<string, number[]>();
  for (const [name, { times, pause, act }] of Object.entries(deeds)) {
    const work = await frameWork(browser, page, async () => {
      for (let at = 0; at < times; at += 1) {
        await act(page, at);
        await sleep(pause);
      }
      await sleep(1_500);
    });
    frames.set(name, work);
  }
  await page.context().close();
  return frames;
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
  const row = page.locator('tr[data-index]').first();
  await row.waitFor();
  const times: number[] = [];
  for (let run = 0; run < changes; run += 1) {
    const phase = run % 2 === 0 ? 'Failed' : 'Ready';
    await sleep(200);
    const begun = performance.now();
    cluster.change(1, phase);
    await row.filter({ hasText: phase }).waitFor();
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
  const visits: Visit[] = [];
  for (let run = 0; run < 5; run += 1) visits.push(await visit(browser, long.url));
  const handled: Map<string, number[]>[] = [];
  for (let run = 0; run < 3; run += 1) handled.push(await handle(browser, long.url));
  await long.stop();
  const middle = (field: keyof Visit): string => median(visits.map((one) => one[field])).toFixed(0);
  console.log(
    `first paint: median ${middle('paint')} ms; list of ${many} usable: median ${middle('usable')} ms, ${middle('work')} ms of processor`,
  );
  for (const name of Object.keys(deeds)) {
    const frames = handled.map((run) => run.get(name) ?? []);
    const worst = frames.map((run) => most(run).toFixed(0)).join(', ');
    const all = frames.flat();
    console.log(
      `processor time of a frame, ${name}: median of ${all.length} ${median(all).toFixed(1)} ms, 95 of 100 below ${quantile(all, 0.95).toFixed(1)} ms, most in each run ${worst} ms`,
    );
  }
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
