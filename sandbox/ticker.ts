import type { OnProgress, ProgressEvent } from './progress.ts';

const usualIntervalMs = 3000;

export interface Ticker {
  /** Tells what is done now, at once and then again and again. */
  report(step: ProgressEvent['step'], detail?: string): void;
  /** Changes the detail, without telling at once. */
  update(detail: string): void;
  /** Tells nothing until the next report. */
  pause(): void;
  /** Tells no more. */
  stop(): void;
}

/**
 * Reports on one thing, often enough for a person not to wonder.
 *
 * @param intervalMs between two reports while nothing new is to be told, default 3,000 ms
 */
export function startTicker(
  name: string,
  onProgress: OnProgress | undefined,
  intervalMs: number = usualIntervalMs,
): Ticker {
  const begin = Date.now();
  let last: Pick<ProgressEvent, 'step' | 'detail'> | undefined;
  const tell = () => {
    if (last !== undefined) onProgress?.({ name, elapsedMs: Date.now() - begin, ...last });
  };
  const timer = setInterval(tell, intervalMs);
  timer.unref();
  return {
    report(step, detail) {
      last = { step, ...(detail === undefined ? {} : { detail }) };
      tell();
    },
    update(detail) {
      if (last !== undefined) last = { ...last, detail };
    },
    pause() {
      last = undefined;
    },
    stop: () => clearInterval(timer),
  };
}
