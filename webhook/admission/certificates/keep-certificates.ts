import { backOffMs } from '../../../cluster/back-off.ts';
import type { Clock } from '../../../cluster/clock.ts';
import { pause } from '../../../cluster/pause.ts';
import type { Log } from '../../../cluster/log.ts';
import type { CertificateSource, LoadedCertificates } from './certificate-source.ts';

export interface KeeperOptions {
  readonly source: CertificateSource;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  /** Longest time between two looks, ms: another replica may have renewed. @default a minute */
  readonly pollMs?: number;
  /**
   * Puts changed certificates to use: trust first, then the server.
   *
   * @throws when that fails; it is tried again, and meanwhile the old ones stay in use
   */
  readonly use: (certificates: LoadedCertificates, signal: AbortSignal) => Promise<void>;
}

const usualPollMs = 60_000;
/** Never sooner than this, ms, whatever falls due: clocks and lives may be odd. */
const shortestPauseMs = 100;

/**
 * Renews certificates, and takes over what others have renewed, until the signal is aborted. Never throws: what fails is told and tried again, for
 * which the last third of a certificate's life is left.
 */
export async function keepCertificates(
  first: LoadedCertificates,
  { source, clock, random, log, pollMs = usualPollMs, use }: KeeperOptions,
  signal: AbortSignal,
): Promise<void> {
  let current = first;
  let failures = 0;
  while (!signal.aborted) {
    const restMs = failures > 0 ? backOffMs(failures, random) : Math.min(pollMs, current.until - clock.now());
    await pause(clock, Math.max(shortestPauseMs, restMs), signal);
    if (signal.aborted) return;
    try {
      const next = await source.load(clock.now(), signal);
      if (!isSame(current, next)) await use(next, signal);
      current = next;
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      log.warn({ error: String(error), failures }, 'certificates could not be looked after; the old ones stay in use');
    }
  }
}

function isSame(a: LoadedCertificates, b: LoadedCertificates): boolean {
  return a.certificate === b.certificate && a.key === b.key && a.caBundle === b.caBundle;
}
