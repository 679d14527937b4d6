import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { fleetSpecSchema } from '../../synth/spec/fleet.ts';
import { claimOf, ClusterClaims } from './cluster-claims.ts';
import { fleetOf, liveStore, type LiveFleet, type LiveStore } from './live-objects.ts';
import { fleetExample } from './testing/reviews.ts';

const names = ['a', 'b', 'c'];
const fleets = ['shops', 'other'];
const hosts = ['x.example.com', 'y.example.com', 'a.shops.example', 'b.other.example'];

const anyStore: fc.Arbitrary<LiveStore> = fc.record(
  {
    name: fc.constantFrom(...names),
    fleet: fc.constantFrom(...fleets, ''),
    hosts: fc.uniqueArray(fc.constantFrom(...hosts), { maxLength: 2 }),
    isClosed: fc.boolean(),
    owner: fc.constantFrom('one', 'two'),
  },
  { requiredKeys: ['name', 'fleet', 'hosts', 'isClosed'] },
);

const anyFleet: fc.Arbitrary<LiveFleet> = fc
  .record({
    name: fc.constantFrom(...fleets),
    domain: fc.constantFrom('shops.example', 'other.example'),
    stores: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ name, domain, stores }) =>
    fleetOf(name, fleetSpecSchema.parse({ ...fleetExample(domain), limits: { stores } })),
  );

const anyStep = fc.oneof(
  anyStore.map((store) => ({ store })),
  anyFleet.map((fleet) => ({ fleet })),
  fc.constantFrom(...names).map((gone) => ({ gone })),
  fc.constantFrom(...fleets).map((end) => ({ end })),
);

/** What can be asked of every store that could be; of several that clash, which is named first depends on who came first. */
function answers(claims: ClusterClaims): unknown[] {
  const asked = names.flatMap((name) => fleets.map((fleet) => ({ name, fleet, hosts, isClosed: false, owner: 'one' })));
  return asked.map((store) => {
    const index = claims.index(store.fleet);
    const problems = [
      ...(index?.problemsOf(claimOf(store, false)) ?? []),
      ...(index?.problems().values() ?? []),
    ].flat();
    return {
      taken: hosts.map((host) => claims.holderOutside(host, store.name, store.fleet) !== undefined),
      problems: problems.map(({ file, code, path }) => `${file} ${code} ${path}`).toSorted(),
    };
  });
}

describe('ClusterClaims', () => {
  it('knows the same after any history as when it hears of the result alone', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
        const claims = new ClusterClaims();
        const stores = new Map<string, LiveStore>();
        const known = new Map<string, LiveFleet>();
        for (const step of steps) {
          if ('store' in step) {
            claims.setStore(step.store);
            stores.delete(step.store.name);
            stores.set(step.store.name, step.store);
          } else if ('fleet' in step) {
            claims.setFleet(step.fleet);
            known.set(step.fleet.name, step.fleet);
          } else if ('gone' in step) {
            claims.deleteStore(step.gone);
            stores.delete(step.gone);
          } else {
            claims.deleteFleet(step.end);
            known.delete(step.end);
          }
        }
        const fresh = new ClusterClaims();
        for (const fleet of known.values()) fresh.setFleet(fleet);
        for (const store of stores.values()) fresh.setStore(store);
        assert.deepEqual(answers(claims), answers(fresh));
        assert.equal(claims.size, fresh.size);
      }),
      { numRuns: 500 },
    );
  });
});

describe('liveStore', () => {
  const object = (spec: unknown) => ({
    apiVersion: 'urumi.dev/v1alpha1',
    kind: 'Store',
    metadata: { name: 'a' },
    spec,
  });

  it('keeps what a Store claims, whatever else another version has written', () => {
    const spec = { engine: 'next', hosts: ['a.example.com'], owner: 'one', news: { any: 'thing' } };
    assert.deepEqual(liveStore(object(spec)), {
      name: 'a',
      fleet: '',
      hosts: ['a.example.com'],
      owner: 'one',
      isClosed: false,
    });
    assert.ok(liveStore(object({ ...spec, closure: { at: 'x' } })).isClosed);
  });

  it('takes no harm from what is no spec', () => {
    for (const spec of [undefined, null, 7, { hosts: 'x', owner: 7 }])
      assert.deepEqual(liveStore(object(spec)).hosts, []);
  });
});
