import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { MochaEvent } from './mocha-events.ts';
import { runProcess, type ProcessResult } from './run-process.ts';
import type { Outcome } from './outcome.ts';

export interface MochaRun {
  /** What to call the run in the output. */
  readonly name: string;
  readonly files: readonly string[];
  /** Only tests whose title matches this. */
  readonly grep?: string | undefined;
  /** The run is ended when nothing was heard from it for this long; in ms. */
  readonly silenceMs: number;
  /** Directory for V8's coverage data; none is taken without it. */
  readonly coverage?: string | undefined;
  readonly signal: AbortSignal;
  /** Called every ten seconds. */
  readonly onProgress: (text: string) => void;
}

/** How far a run has come. */
interface Progress {
  readonly counts: { passed: number; failed: number; skipped: number };
  current: string;
  ended: boolean;
  lingering: readonly string[] | undefined;
  heardAt: number;
}

const progressMs = 10_000;
/** A process that does not end says so by itself; this is for one that cannot even do that. */
const lingerMs = 10_000;
const mocha = fileURLToPath(import.meta.resolve('mocha/bin/mocha.js'));
const reporter = fileURLToPath(new URL('mocha-events.ts', import.meta.url));

/**
 * Runs test files in one mocha process and counts. A test that hangs, a process that does not end after its tests, and processes
 * that the tests leave behind are failures like any other.
 */
export async function runMocha(run: MochaRun): Promise<Outcome> {
  const begin = performance.now();
  const progress: Progress = {
    counts: { passed: 0, failed: 0, skipped: 0 },
    current: 'loading the test files',
    ended: false,
    lingering: undefined,
    heardAt: begin,
  };
  const watch = new AbortController();
  const verdict = { hung: '' };
  const watching = watchOver(run, progress, watch, verdict);
  const result = await runProcess([process.execPath, mocha, '--reporter', reporter, ...grepOf(run), ...run.files], {
    env: run.coverage === undefined ? {} : { NODE_V8_COVERAGE: run.coverage },
    signal: AbortSignal.any([run.signal, watch.signal]),
    onLine: (line) => hear(progress, JSON.parse(line) as MochaEvent),
  });
  watch.abort();
  await watching;
  const ending = run.signal.aborted ? `INTERRUPTED while in: ${progress.current}` : verdict.hung;
  const problems = problemsOf(result, progress, ending);
  return {
    name: run.name,
    ...progress.counts,
    failed: progress.counts.failed + problems.length,
    ms: performance.now() - begin,
    report: [...(problems.length + progress.counts.failed > 0 ? [result.output.trim()] : []), ...problems].join('\n\n'),
  };
}

function grepOf({ grep }: MochaRun): string[] {
  return grep === undefined ? [] : ['--grep', grep];
}

function hear(progress: Progress, event: MochaEvent): void {
  progress.heardAt = performance.now();
  if (event.kind === 'running') progress.current = event.title;
  else if (event.kind === 'ended') progress.ended = true;
  else if (event.kind === 'lingering') progress.lingering = event.resources;
  else progress.counts[event.kind] += 1;
}

/** Reports progress, and ends the run when it has fallen silent. */
async function watchOver(
  run: MochaRun,
  progress: Progress,
  watch: AbortController,
  verdict: { hung: string },
): Promise<void> {
  for (let told = performance.now(); !watch.signal.aborted;) {
    await sleep(250, undefined, { signal: watch.signal }).catch(() => undefined);
    const now = performance.now();
    const silence = now - progress.heardAt;
    if (progress.lingering !== undefined || silence > (progress.ended ? lingerMs : run.silenceMs)) {
      verdict.hung = hungMessage(progress, silence);
      watch.abort();
    } else if (now - told > progressMs) {
      told = now;
      const { passed, failed } = progress.counts;
      run.onProgress(`${passed} passed, ${failed} failed so far; ${progress.current}`);
    }
  }
}

function hungMessage({ ended, current, lingering }: Progress, silence: number): string {
  if (!ended) return `HUNG: nothing heard for ${Math.round(silence / 1000)} s while in: ${current}`;
  return `LEAK: the tests are over, but the process does not end; still open: ${lingering?.join(', ') ?? 'unknown'}`;
}

function problemsOf(result: ProcessResult, progress: Progress, ended: string): string[] {
  if (ended !== '') return [ended];
  if (!progress.ended) return [`CRASHED: mocha ended with ${result.code ?? 'a signal'} while in: ${progress.current}`];
  if (result.leftBehind) return ['LEAK: the tests left processes behind (they have been ended)'];
  if (result.code !== 0 && progress.counts.failed === 0)
    return [`mocha ended with ${result.code ?? 'a signal'}, though no test failed`];
  return [];
}
