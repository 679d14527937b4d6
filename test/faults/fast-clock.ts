import type { Clock } from '../../cluster/clock.ts';

/** A clock that goes so many times as fast as the system's: what waits for minutes is over in seconds, and everything else is real. */
export function fastClock(speed: number): Clock {
  const startedAt = Date.now();
  return {
    now: () => startedAt + (Date.now() - startedAt) * speed,
    after(ms, callback) {
      const timer = setTimeout(callback, ms / speed);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}
