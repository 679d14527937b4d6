/**
 * How long the synthesis of a store takes, and whether memory stays flat: `node --expose-gc bench/synth.ts [STORES]`.
 * Prints the first store's time, the median and the 99th percentile of the others in ms, and the heap after a warm-up and at the end in MiB.
 */
import { fleetSpecSchema } from '../synth/spec/fleet.ts';
import { plans, storeFileSpecSchema } from '../synth/spec/store.ts';
import { synthesise } from '../synth/synthesise.ts';

const stores = Number(process.argv[2] ?? 10_000);
const warmUp = 200;

const fleet = fleetSpecSchema.parse({
  source: { url: 'https://git.example.com/shops/stores.git' },
  environment: { domain: 'shops.example.com', tls: { mode: 'issuer', issuer: 'letsencrypt' } },
});

function synthesiseNumber(number: number): number {
  const spec = storeFileSpecSchema.parse({ engine: 'woocommerce', plan: plans[number % plans.length] });
  const start = performance.now();
  const { stages } = synthesise({ name: `shop-${number}`, spec }, fleet);
  const took = performance.now() - start;
  if (stages.length === 0) throw new Error(`shop-${number} has no stages`);
  return took;
}

function heap(): string {
  globalThis.gc?.();
  return (process.memoryUsage().heapUsed / 2 ** 20).toFixed(1);
}

const first = synthesiseNumber(0);
for (let number = 1; number < warmUp; number++) synthesiseNumber(number);
const before = heap();
const times = Array.from({ length: stores }, (_, number) => synthesiseNumber(number)).sort(
  (left, right) => left - right,
);
const at = (share: number): string =>
  (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(2);
const after = heap();

console.log(`first store        ${first.toFixed(1)} ms`);
console.log(`warm, median       ${at(0.5)} ms`);
console.log(`warm, 99th pct     ${at(0.99)} ms`);
console.log(`heap before/after  ${before} / ${after} MiB over ${stores} stores`);
if (globalThis.gc === undefined) console.log('(heap figures include garbage: run with --expose-gc)');
