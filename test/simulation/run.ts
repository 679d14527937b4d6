import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { playHistories } from './play-histories.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(availableParallelism()) },
    'until-failure': { type: 'boolean', default: false },
  },
});
const [runs, first, threads] = [Number(values.runs), Number(values.seed), Number(values.threads)];
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;
if (!isCount(runs) || !isCount(threads) || !Number.isSafeInteger(first) || first < 0) {
  process.stderr.write(
    'usage: npm run test:simulation -- [--runs N] [--seed S] [--threads T] [--until-failure]: plays the histories of seeds S to S + N - 1\n',
  );
  process.exit(2);
}

const began = performance.now();
let played = 0;
let failed = 0;
let requests = 0;
let lasted = 0;
await playHistories({
  first,
  count: runs,
  threads,
  onOutcome(outcome) {
    played++;
    requests += outcome.requests;
    lasted += outcome.lasted;
    if (played % 1_000 === 0) process.stderr.write(`... ${played} played, ${failed} failed\n`);
    if (outcome.error === undefined) return true;
    failed++;
    process.stdout.write(`seed ${outcome.seed}: ${outcome.error.message}\n`);
    if (failed === 1) process.stdout.write(`${outcome.trace.join('\n')}\n`);
    return !values['until-failure'];
  },
});
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage();
process.stdout.write(
  `${played} histories from seed ${first}, ${failed} failed; ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of CPU) for ` +
    `${(lasted / 3_600_000).toFixed(1)} h and ${requests} requests\n`,
);
process.exitCode = failed === 0 ? 0 : 1;
