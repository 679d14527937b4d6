import assert from 'node:assert/strict';
import { storeExample } from '../testing/objects.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { decide, good } from './testing/scene.ts';

const host = 'shop.example.com';
const at = (second: number): string => `2026-11-21T10:00:0${second}Z`;

function store(name: string, created: string, hosts: readonly string[] = [host]): StoreObject {
  const example = storeExample(name, { fleet: 'other', spec: { hosts } });
  return { ...example, metadata: { ...example.metadata, creationTimestamp: created } };
}

/** A running store of this fleet, beside one of another fleet that has the same host. */
function beside(holder: StoreObject, own: { name: string; created: string; held?: string }, claimed = host) {
  const spec = { ...good, hosts: [host] };
  const stores = new Map([[own.name, { ...store(own.name, own.created), spec: storeExample('x', { spec }).spec }]]);
  const live = stores.get(own.name)!;
  if (own.held !== undefined)
    stores.set(own.name, {
      ...live,
      metadata: { ...live.metadata, annotations: { ...live.metadata.annotations, 'urumi.dev/held': own.held } },
    });
  const foreign = {
    names: new Map(),
    hosts: new Map([[claimed, `store ${holder.metadata.name} of fleet other`]]),
    holders: new Map([[claimed, holder]]),
  };
  return decide({ files: { [`stores/${own.name}.yaml`]: spec }, input: { stores, foreign } });
}

describe('decideFleet: two stores of two fleets that were let in at the same time with one host', () => {
  it('holds the younger one, and says whose the host is', () => {
    const decision = beside(store('theirs', at(1)), { name: 'ours', created: at(2) });
    assert.deepEqual(decision.apply, []);
    assert.deepEqual(decision.close, []);
    assert.match(
      decision.hold[0]?.message ?? '',
      /^stores\/ours\.yaml:1:1: spec\.hosts\[0\] claims the host shop\.example\.com, which store theirs of fleet other has/,
    );
    assert.equal(decision.invalid.length, 1);
  });

  it('says nothing to the older one', () => {
    const decision = beside(store('theirs', at(2)), { name: 'ours', created: at(1) });
    assert.deepEqual([decision.hold, decision.invalid], [[], []]);
  });

  it('holds exactly one of two that were made in one second', () => {
    assert.equal(beside(store('a', at(1)), { name: 'b', created: at(1) }).hold.length, 1);
    assert.equal(beside(store('b', at(1)), { name: 'a', created: at(1) }).hold.length, 0);
  });

  it('lets go of it when the other has given the host up', () => {
    const decision = beside(
      store('theirs', at(1), []),
      { name: 'ours', created: at(2), held: 'x' },
      'else.example.com',
    );
    assert.deepEqual(decision.hold, [{ name: 'ours', uid: 'uid-ours' }]);
  });
});
