import { globSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/**
 * `npm run test:engines`: the parts of engines that run without a cluster, run. A file that lacks the programs it needs is skipped, and says what it lacks and where to get it: they
 * are the system's, and bringing them along is not this project's job. Its last line counts.
 *
 * @param args parts of file names; only those files run
 */
async function main(args: readonly string[]): Promise<void> {
  const found = globSync('*/*.scene.ts', { cwd: import.meta.dirname }).toSorted();
  const files = found.filter((file) => args.length === 0 || args.some((part) => file.includes(part)));
  const total = { passes: 0, failures: 0, pending: 0 };
  for (const file of files) {
    const stats = await run(path.join(import.meta.dirname, file));
    for (const key of ['passes', 'failures', 'pending'] as const) total[key] += stats[key];
  }
  console.log(
    `engines: ${total.passes} passed, ${total.failures} failed${total.pending > 0 ? `, ${total.pending} skipped` : ''}`,
  );
  if (total.failures > 0 || total.passes + total.pending === 0) process.exitCode = 1;
}

/** Each file by itself: within one, a step builds on those before it, so it ends with its first failure. */
async function run(file: string): Promise<Mocha.Stats> {
  const mocha = new Mocha({ reporter: 'spec', bail: true, forbidOnly: true, timeout: 10_000 });
  mocha.addFile(file);
  await mocha.loadFilesAsync();
  const { promise, resolve } = Promise.withResolvers<Mocha.Stats>();
  const runner = mocha.run(() => resolve(runner.stats ?? { passes: 0, failures: 1, pending: 0, suites: 0, tests: 0 }));
  return promise;
}

await main(process.argv.slice(2));
