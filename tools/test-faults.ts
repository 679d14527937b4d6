import { parseArgs } from 'node:util';
import * as z from 'zod';
import { FaultRunError } from '../test/faults/fault-run-error.ts';
import { randomRun, type RunReport } from '../test/faults/random-run.ts';

/*
 * `npm run test:faults -- --runs N --seed S` plays N random histories with seeds S, S + 1, ... on real control planes. Exits with 1 when one of them
 * did not end as it should.
 */

const usage = 'npm run test:faults -- [--runs N, default 6] [--seed S, default 1]';
const count = z.coerce.number().int().min(1).max(100_000);

function readCommandLine(): { runs: number; seed: number } | undefined {
  try {
    const { values } = parseArgs({
      options: { runs: { type: 'string', default: '6' }, seed: { type: 'string', default: '1' } },
    });
    return z.object({ runs: count, seed: z.coerce.number().int().min(0) }).parse(values);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return undefined;
  }
}

function line({ seed, shops, trace, faults, convergedAfter }: RunReport): string {
  const struck = [...faults].map(([fault, number]) => `${fault} ${number}`).join(', ');
  const restarts = trace.filter((what) => what.includes('is restarted')).length;
  return `seed ${seed}: ${shops}; ${struck}, restarts ${restarts}; all as it should be ${(convergedAfter / 1000).toFixed(1)} s after the last fault`;
}

async function main({ runs, seed }: { runs: number; seed: number }): Promise<void> {
  const failed: number[] = [];
  for (let run = 0; run < runs; run++) {
    try {
      console.log(line(await randomRun(seed + run)));
    } catch (error) {
      failed.push(seed + run);
      console.error(error instanceof FaultRunError ? error.message : error);
    }
  }
  if (failed.length > 0) console.error(`Failed: play them again with --runs 1 --seed ${failed.join(', ')}`);
  console.log(`${runs - failed.length} passed, ${failed.length} failed`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

const options = readCommandLine();
if (options === undefined) process.exitCode = 2;
else await main(options);
// What a run that failed could not end must not keep the process.
process.exit();
