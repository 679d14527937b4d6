import assert from 'node:assert/strict';
import { fleetExample, storeExample } from '../../controller/testing/objects.ts';
import { annotations } from '../../synth/spec/names.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { liveFleet } from './live-fleet.ts';

const now = Date.parse('2026-11-21T14:00:00Z');
const closure = { at: '2026-11-20T10:00:00.000Z', revision: 'c'.repeat(40), purgeAt: '2026-11-27T10:00:00.000Z' };
const volumes = [
  { claim: 'db-data', uid: 'u1', size: '8Gi' },
  { claim: 'uploads', uid: 'u2', size: '12884901889' },
  { claim: 'lost', uid: 'u3', size: '5Gi', released: true },
  { claim: 'unbound', uid: 'u4' },
];

function seen(...stores: readonly StoreObject[]) {
  return liveFleet({ stores, unreadable: new Map([['odd', 'spec.engine']]), fleets: [fleetExample()] }, 'shops', now);
}

describe('the live fleet', () => {
  it('knows the sizes of volumes as the cluster has them, in whole MiB, but of those that the purge would not delete', () => {
    const { stores } = seen(storeExample('a', { status: { volumes } }));
    assert.deepEqual(stores.get('a')?.volumes, [
      { claim: 'db-data', mebibytes: 8192 },
      { claim: 'uploads', mebibytes: 12_289 },
    ]);
  });

  it('knows when a purge is under way or due, also when a person has asked for it', () => {
    const { stores } = seen(
      storeExample('open'),
      storeExample('closed', { spec: { closure } }),
      storeExample('due', { spec: { closure: { ...closure, purgeAt: '2026-11-21T13:59:59.000Z' } } }),
      storeExample('asked', { spec: { closure }, annotations: { [annotations.purgeNow]: closure.at } }),
      storeExample('going', { spec: { closure }, status: { phase: 'Purging' } }),
    );
    const purging = [...stores].filter((entry) => entry[1].purging).map(([name]) => name);
    assert.deepEqual(purging, ['due', 'asked', 'going']);
  });

  it('knows which stores a person has taken over, and why', () => {
    const message = 'a person has taken over (INC-42)';
    const lastTransitionTime = '2026-11-21T10:00:00Z';
    const stalled = { type: 'Stalled', status: 'True', reason: 'BreakGlass', message, lastTransitionTime };
    const { stores } = seen(storeExample('a', { status: { conditions: [stalled] } }), storeExample('b'));
    assert.deepEqual([stores.get('a')?.takenOver, stores.get('b')?.takenOver], [message, undefined]);
  });

  it('keeps apart what other fleets have, and names that nobody can read', () => {
    const other = storeExample('other', { fleet: 'else', spec: { hosts: ['shop.example.org'] } });
    const { stores, foreignNames, foreignHosts } = seen(storeExample('a'), other);
    assert.deepEqual([...stores.keys()], ['a']);
    assert.deepEqual([...foreignNames.keys()], ['other', 'odd']);
    assert.match(foreignHosts.get('shop.example.org') ?? '', /store other of fleet else/);
  });
});
