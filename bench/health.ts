/**
 * How soon a store is Ready when the last of its objects is: from the request by which the job controller says that the validation Job has completed, to ours that says
 * Ready, both as the API server received them. Stores are opened one at a time; `npm start` and a merged pull request look like this.
 *
 * node bench/health.ts [stores, default 20]
 */
import { Bed } from '../test/harness/bed.ts';
import { readyDelays } from '../test/harness/ready-delays.ts';
import { storeFile, storeName } from '../test/harness/store-file.ts';

const count = Number(process.argv[2] ?? 20);
const names = Array.from({ length: count }, (_, index) => storeName('shop', index));

const bed = await Bed.start();
try {
  await bed.startController();
  for (const name of names) {
    await bed.push({ [`stores/${name}.yaml`]: storeFile(name) });
    await bed.untilPhase(name, 'Ready');
  }
  const delays = (await readyDelays(bed, names)).sort((a, b) => a - b);
  const at = (part: number): number => delays[Math.floor((delays.length - 1) * part)] ?? NaN;
  console.log(
    `Ready after the last object's becoming ready, ${count} stores: median ${at(0.5)} ms, 90 % within ${at(0.9)} ms, all within ${at(1)} ms`,
  );
} finally {
  await bed[Symbol.asyncDispose]();
}
