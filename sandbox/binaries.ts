import process from 'node:process';
import { binaries } from './binaries/catalog.ts';
import { ensureBinaries } from './binaries/ensure-binaries.ts';
import { describeProgress } from './progress.ts';
import { SandboxError } from './sandbox-error.ts';

/** `node sandbox/binaries.ts`: gets everything that the sandbox runs, and prints where it is. */
async function main(): Promise<void> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => interrupted.abort(new SandboxError('binary-unavailable', `Stopped by ${signal}.`, '')));
  }
  await ensureBinaries(Object.values(binaries), {
    onProgress: (event) => process.stdout.write(`${describeProgress(event)}\n`),
    signal: interrupted.signal,
  });
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SandboxError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
