import assert from 'node:assert/strict';
import type { StoreStatus } from '../../synth/spec/store.ts';
import { decide } from './decide.ts';
import { transitionOf } from './transitions.ts';
import { ready, settle } from './testing/settled.ts';
import { t0, wants, World } from './testing/world.ts';

const home = 'Namespace//store-x';
const web = 'Deployment.apps/store-x/web';
const closure = { at: '2026-11-21T08:00:00Z', revision: 'b'.repeat(40), purgeAt: '2026-11-21T08:00:00Z' };

const state = ({ conditions }: StoreStatus, type: string) => {
  const found = conditions.find((condition) => condition.type === type);
  return [found?.status, found?.reason];
};

describe('decide, while a person has taken over the namespace', () => {
  it('mends, changes, removes and purges nothing, and says who may end it', () => {
    const { world } = ready();
    world.put(home, { note: ' the database is on fire ' });
    world.put(web, { version: 'edited' });
    for (const change of [{}, { suspended: true }, { closure }]) {
      world.change(change);
      const decision = decide(wants({ digest: 'new' }), world, world.record, t0);
      assert.deepEqual(
        [decision.apply, decision.remove, decision.ensureSecrets, decision.end],
        [[], [], false, undefined],
      );
      assert.equal(decision.status.phase, 'Ready', 'the shop is what it was');
      assert.deepEqual(state(decision.status, 'Ready'), ['Unknown', 'BreakGlass']);
      const stalled = decision.status.conditions.find(({ type }) => type === 'Stalled');
      assert.match(
        stalled?.message ?? '',
        /\(the database is on fire\).*kubectl annotate namespace store-x urumi\.dev\/break-glass-/,
      );
    }
  });

  it('mends what was changed when the annotation goes, or says nothing', () => {
    for (const note of [undefined, '', ' ']) {
      const { world, desired } = ready();
      world.put(home, { note: 'because' });
      settle(world, desired);
      world.put(web, { version: 'edited' });
      const object = world.get(home);
      assert.ok(object !== undefined);
      const { note: _note, ...rest } = object;
      world.objects.set(home, note === undefined ? rest : { ...rest, note });
      const decision = decide(desired, world, world.record, t0);
      assert.deepEqual(
        decision.apply.map(({ id }) => id),
        [web],
      );
      settle(world, desired);
      assert.deepEqual(state(world.record.status, 'Ready'), ['True', 'Ready']);
    }
  });

  it('counts the time that the person took against no deadline', () => {
    const desired = wants();
    const world = new World();
    for (let step = 0; step < 3; step++) world.carryOut(decide(desired, world, world.record, t0));
    const health = { status: 'InProgress', reason: 'Progressing', message: '0 of 1 ready' } as const;
    world.put('StatefulSet.apps/store-x/db', { health });
    world.put(home, { note: 'because' });
    world.carryOut(decide(desired, world, world.record, t0));
    world.put(home, { note: '' });
    const hourLater = t0 + 3_600_000;
    // What the record says after such a decision: store-record.ts.
    const decision = decide(desired, world, { ...world.record, resumed: true }, hourLater);
    assert.equal(decision.status.phase, 'Provisioning');
  });

  it('finishes a purge that has begun, and lets go of a Store that was deleted by hand', () => {
    const { world, desired } = ready();
    world.put(home, { note: 'because' });
    world.change({ deleted: true });
    assert.equal(decide(desired, world, world.record, t0).end, 'release');
    world.change({ deleted: false, closure, status: { ...world.record.status, phase: 'Purging' } });
    assert.ok(decide(desired, world, world.record, t0).remove.length > 0);
  });

  it('is told as an Event when it begins and when it ends, and once each', () => {
    const { world, desired } = ready();
    const before = world.record.status;
    world.put(home, { note: 'because' });
    const taken = decide(desired, world, world.record, t0).status;
    assert.deepEqual(
      [transitionOf(before, taken)?.type, transitionOf(before, taken)?.reason],
      ['Warning', 'BreakGlass'],
    );
    assert.equal(transitionOf(taken, taken), undefined);
    assert.equal(transitionOf(taken, before)?.reason, 'BreakGlassLifted');
  });
});

describe('decide, while a person has taken over the Store object', () => {
  it('carries out its spec, and says that Git does not say it', () => {
    const { world, desired } = ready();
    world.change({ breakGlass: 'Git is down' });
    world.put(web, { version: 'edited' });
    const decision = decide(desired, world, world.record, t0);
    assert.deepEqual(
      decision.apply.map(({ id }) => id),
      [web],
    );
    settle(world, desired);
    assert.deepEqual(state(world.record.status, 'Ready'), ['True', 'Ready']);
    assert.deepEqual(state(world.record.status, 'Stalled'), ['True', 'BreakGlass']);
    const types = world.record.status.conditions.map(({ type }) => type);
    assert.deepEqual(types.toSorted(), ['Ready', 'Reconciling', 'Stalled']);
  });
});
