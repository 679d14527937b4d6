import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { indexOf } from '../controller/store/desired.ts';
import { fleetSpecSchema } from '../synth/spec/fleet.ts';
import { storeSpecSchema, type Plan } from '../synth/spec/store.ts';
import { synthesise } from '../synth/synthesise.ts';
import { Bed } from './harness/bed.ts';
import { controllerRequests, listRequests, withoutUpkeep, writesAmong } from './harness/controller-requests.ts';
import { storeFile, storeFiles, storeName } from './harness/store-file.ts';
import { until } from './harness/until.ts';

/** `npm run bench -- fleet` does the same with 300 stores and measures; here it must only be two sizes. */
const sizes = [15, 45] as const;
const changedStore = storeName('shop', 7);
const mebibyte = 1024 * 1024;

/** Objects that differ between two plans of one store: those that are sent, and old Jobs that are deleted. */
function changedObjects(before: Plan, after: Plan): number {
  const fleet = fleetSpecSchema.parse({
    source: { url: 'http://localhost/stores.git' },
    environment: { domain: 'shops.test' },
  });
  const digests = (plan: Plan): Map<string, string> => {
    const { desired } = indexOf(
      synthesise({ name: changedStore, spec: storeSpecSchema.parse({ engine: 'woocommerce', plan }) }, fleet),
    );
    return new Map(desired.stages.flatMap(({ items }) => items.map(({ id, digest }) => [id, digest])));
  };
  const [old, wanted] = [digests(before), digests(after)];
  const sent = [...wanted].filter(([id, digest]) => old.get(id) !== digest).length;
  return sent + [...old.keys()].filter((id) => !wanted.has(id)).length;
}

describe('the cost of a change and the size of the fleet', function () {
  this.timeout(1_200_000);
  let bed: Bed;
  const costs: number[] = [];

  before(async () => {
    bed = await Bed.start({
      fleet: {
        limits: { stores: 1000 },
        deadlines: { database: '20m', setup: '20m', application: '20m', validation: '20m', total: '30m' },
      },
    });
    await bed.startController();
  });

  after(() => bed[Symbol.asyncDispose]());

  const readyStores = async (): Promise<number> => {
    const status = (await bed.fleet())['status'] as { phases?: Record<string, number> } | undefined;
    return status?.phases?.['Ready'] ?? 0;
  };

  /** Resolves when the controller has asked nothing for a while. */
  const untilQuiet = async (): Promise<void> => {
    for (;;) {
      const mark = await bed.plane.audit.mark();
      await sleep(3_000);
      if (withoutUpkeep(await controllerRequests(bed, mark)).length === 0) return;
    }
  };

  for (const size of sizes) {
    it(`provisions ${size} stores`, async () => {
      // The changed store stays as it is: its volumes would have to shrink.
      const { [`stores/${changedStore}.yaml`]: first = '', ...others } = storeFiles('shop', size);
      await bed.push(size === sizes[0] ? { ...others, [`stores/${changedStore}.yaml`]: first } : others);
      await until(`${size} stores are Ready`, async () => (await readyStores()) === size, {
        timeoutMs: 900_000,
        intervalMs: 500,
        tell: () => bed.controller.output,
      });
      await untilQuiet();
    });

    it(`changes one store of ${size} with no more requests than it has changed objects, and six`, async () => {
      const [from, to]: [Plan, Plan] = size === sizes[0] ? ['small', 'medium'] : ['medium', 'large'];
      const mark = await bed.plane.audit.mark();
      const revision = await bed.push({ [`stores/${changedStore}.yaml`]: storeFile(changedStore, { plan: to }) });
      await until('the change is Ready', async () => {
        const status = await bed.status(changedStore);
        return status?.phase === 'Ready' && status.readyRevision === revision;
      });
      await untilQuiet();
      const requests = withoutUpkeep(await controllerRequests(bed, mark));
      const budget = changedObjects(from, to) + 6;
      assert.ok(requests.length <= budget, `${requests.length} requests, ${budget} allowed\n${listRequests(requests)}`);
      costs.push(requests.length - changedObjects(from, to));
    });
  }

  it('asks the same for both, whatever the size', () => {
    assert.equal(costs.length, 2);
    assert.ok(Math.abs((costs[0] ?? 0) - (costs[1] ?? 0)) <= 1, costs.join(' and '));
  });

  it('stays small: most of its memory is there before the first store', () => {
    const resident = bed.controller.residentBytes();
    assert.ok(resident < 300 * mebibyte, `${Math.round(resident / mebibyte)} MiB`);
  });

  it('writes nothing at a restart', async () => {
    assert.equal(await bed.controller.end('SIGTERM'), 0);
    const mark = await bed.plane.audit.mark();
    await bed.startController();
    await until('it runs', () => bed.controller.output.includes('the controller runs'));
    await sleep(15_000);
    const writes = writesAmong(withoutUpkeep(await controllerRequests(bed, mark)));
    assert.equal(writes.length, 0, listRequests(writes));
    assert.equal(await readyStores(), sizes[1]);
  });
});
