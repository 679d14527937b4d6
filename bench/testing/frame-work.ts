import type { Browser, Page } from 'playwright-core';

/** One event of Chromium's trace; times in µs, `tdur` of processor. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing'];
const sign = 'frame-work';

/** Tasks of one thread that are part of no other, in order: a task that waits runs others inside of it. */
function outermost(events: readonly TraceEvent[]): TraceEvent[] {
  let end = 0;
  return events
    .filter(({ name }) => name === 'RunTask')
    .sort((one, other) => one.ts - other.ts || (other.dur ?? 0) - (one.dur ?? 0))
    .filter(({ ts, dur = 0 }) => {
      if (ts < end) return false;
      end = ts + dur;
      return true;
    });
}

/** Of every frame, all that the main thread did since the frame before, ms of processor. */
function framesOf(events: readonly TraceEvent[]): number[] {
  const commits = events.filter(({ name }) => name === 'Commit').map(({ ts }) => ts);
  const frames: number[] = [];
  let work = 0;
  for (const { ts, dur = 0, tdur = 0 } of outermost(events)) {
    work += tdur / 1000;
    if (!commits.some((at) => at >= ts && at <= ts + dur)) continue;
    frames.push(work);
    work = 0;
  }
  return frames;
}

/**
 * What the frames of a page cost while something is done to it: input, scripts, answers of the server, style, layout, paint and collected garbage, in processor time of its main
 * thread, which a busy machine does not stretch. It is read from Chromium's trace, whose own cost is in it.
 *
 * @returns ms of each frame, in order
 */
export async function frameWork(browser: Browser, page: Page, action: () => Promise<void>): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: categories },
  });
  await page.evaluate(`performance.mark('${sign}')`);
  await action();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  const marked = events.find(({ name }) => name === sign);
  if (marked === undefined) throw new Error('the trace has nothing of the page');
  return framesOf(events.filter(({ pid, tid, ph }) => pid === marked.pid && tid === marked.tid && ph === 'X'));
}
