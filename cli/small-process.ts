import { setFlagsFromString } from 'node:v8';
import { dropSourceMaps } from './drop-source-maps.ts';

/** Commands that run for months, and whose memory somebody pays for. */
const longRunning: ReadonlySet<string> = new Set(['admission', 'controller', 'ui', 'up', 'webhook']);

/**
 * The young generation, in MiB per half. V8 lets it grow to 32 under load and touches all of it. At 4 a fleet of 60 stores took 60 MiB less
 * to provision, and as much time in the garbage collector; at 1 it is three times as much time.
 */
const youngFlag = '--max-semi-space-size';
const youngSize = 4;

/**
 * The old generation may grow by so much, %, before it is collected. The web UI's keeps 100 MB of 10,000 stores, beside which little comes and goes: at 30 a thousand connections
 * left 30 MB behind them until it had rested, at 12 they leave 10; reading the cluster takes some seconds of processor more, once.
 */
const growth = (command: string): number => (command === 'ui' ? 12 : 30);
/** What is freed goes back to the system. */
const oldFlag = '--optimize-for-size';

/**
 * For glibc's malloc, read when a process starts: one arena, not one for each thread, and what is freed goes back to the system. Opening 16 TLS connections
 * at once left 12 MiB behind, 40 stores 13 MiB more. Other systems do not look at these.
 */
const malloc = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '131072' };

/**
 * Has V8 prefer a small heap to a fast one, for a command that runs for long. Some settings count from the start of a process only: so it is begun
 * anew, once, under the same pid, with the same files open. The compile cache comes from its beginning then, which spares the type
 * stripper's 17 MiB. Where a process cannot be replaced (Windows), it runs on as it is.
 *
 * Whoever sets the size of the young generation, on Node's command line or in NODE_OPTIONS, is left alone.
 *
 * @param args without the interpreter and the script
 * @param compileCache folder of the compile cache, as `enableCompileCache` tells it
 */
export function keepSmall(args: readonly string[], compileCache: string | undefined): void {
  const name = args.find((word) => !word.startsWith('-'));
  if (name === undefined || !longRunning.has(name)) return;
  dropSourceMaps();
  for (const flag of [`--heap-growing-percent=${growth(name)}`, oldFlag]) setFlagsFromString(flag);
  const given = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].some((text) => text.includes(youngFlag));
  if (given || process.platform === 'win32' || process.execve === undefined) return;
  const cache = compileCache === undefined ? {} : { NODE_COMPILE_CACHE: compileCache };
  const command = [process.argv0, `${youngFlag}=${youngSize}`, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, command, { ...malloc, ...cache, ...process.env });
}
