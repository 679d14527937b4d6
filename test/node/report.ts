import { describeProgress, type OnProgress } from '../../sandbox/progress.ts';
import { SandboxError } from '../../sandbox/sandbox-error.ts';
import { obstacles, thisMachine } from './preflight.ts';

/**
 * Whether this machine can be a node. Where it cannot, that is said and is no failure: the exit code stays 0.
 *
 * @param what is skipped then
 */
export function canRun(what: string): boolean {
  const found = obstacles(thisMachine());
  if (found.length > 0) process.stdout.write(`SKIP: ${what} cannot run on this machine: ${found.join('; ')}\n`);
  return found.length === 0;
}

/** Tells people what is being done. */
export const tellProgress: OnProgress = (event) => void process.stdout.write(`${describeProgress(event)}\n`);

/**
 * Runs a command of this folder: it is broken off by Ctrl-C and SIGTERM, and a failure that was foreseen is told in its own words, with exit code 1.
 */
export async function runCommand(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => interrupted.abort(new SandboxError('not-ready', `Stopped by ${signal}.`, '')));
  }
  try {
    await work(interrupted.signal);
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/** Says something that a scene has measured, below its name. */
export function note(text: string): void {
  process.stdout.write(`      ${text}\n`);
}
