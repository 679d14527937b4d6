import { parseArgs } from 'node:util';
import { playHistory } from './history/play-history.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    'until-failure': { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const first = Number(values.seed);
if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(first) || first < 0) {
  process.stderr.write(
    'usage: npm run test:simulation -- [--runs N] [--seed S] [--until-failure]: plays the histories of seeds S to S + N - 1\n',
  );
  process.exit(2);
}

const began = performance.now();
let failed = 0;
let requests = 0;
let lasted = 0;
for (let seed = first; seed < first + runs; seed++) {
  const outcome = await playHistory(seed);
  requests += outcome.requests;
  lasted += outcome.lasted;
  if (outcome.error === undefined) continue;
  failed++;
  process.stdout.write(`seed ${seed}: ${outcome.error.message}\n`);
  if (failed === 1) process.stdout.write(`${outcome.trace.join('\n')}\n`);
  if (values['until-failure']) break;
}
const seconds = (performance.now() - began) / 1000;
process.stdout.write(
  `${runs} histories from seed ${first}, ${failed} failed; ${seconds.toFixed(1)} s for ${(lasted / 3_600_000).toFixed(1)} h and ${requests} requests\n`,
);
process.exitCode = failed === 0 ? 0 : 1;
