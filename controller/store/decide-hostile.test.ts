import assert from 'node:assert/strict';
import { decide } from './decide.ts';
import type { Refusal } from './record.ts';
import { ready, settle } from './testing/settled.ts';
import { t0, wants, World } from './testing/world.ts';

const web = 'Deployment.apps/store-x/web';
const namespace = 'Namespace//store-x';
const stalledOf = (world: World) => world.record.status.conditions.find(({ type }) => type === 'Stalled');

function refusal(change: Partial<Refusal> = {}): Refusal {
  return { digest: 'a', reason: 'NameTaken', message: 'it is not ours', attempts: 1, retryAt: t0 + 30_000, ...change };
}

describe('decide, in a hostile cluster', () => {
  it('stalls at once on what a person must mend, though it is tried again', () => {
    const world = new World();
    world.change({ refusals: new Map([[namespace, refusal({ reason: 'NamespaceTaken', stalls: true })]]) });
    const decision = settle(world, wants());
    assert.equal(decision.wakeAt, t0 + 30_000);
    assert.deepEqual(
      [stalledOf(world)?.status, stalledOf(world)?.reason, stalledOf(world)?.message],
      ['True', 'NamespaceTaken', 'Namespace store-x: it is not ours'],
    );
    assert.equal(world.record.status.phase, 'Provisioning');
  });

  it('goes on by itself when the trouble is over', () => {
    const world = new World();
    world.change({ refusals: new Map([[namespace, refusal({ stalls: true })]]) });
    settle(world, wants());
    world.wait(30_000);
    settle(world, wants());
    assert.equal(world.record.status.phase, 'Ready');
    assert.equal(stalledOf(world)?.status, 'False');
  });

  it('does not stall on what passes by itself', () => {
    const world = new World();
    world.change({ refusals: new Map([[namespace, refusal({ reason: 'Throttled' })]]) });
    settle(world, wants());
    assert.equal(stalledOf(world)?.status, 'False');
  });

  it('sends an object again at once when the one that could not be changed is gone', () => {
    const { world } = ready();
    const next = wants({ digest: 'b' });
    const immutable = refusal({
      digest: 'b',
      reason: 'ImmutableField',
      retryAt: Infinity,
      onto: world.get(web)?.uid ?? '',
    });
    world.change({ refusals: new Map([[web, immutable]]) });
    settle(world, next);
    assert.equal(stalledOf(world)?.reason, 'ImmutableField');
    world.objects.delete(web);
    const sent = decide(next, world, world.record, world.now).apply.map(({ id }) => id);
    assert.deepEqual(sent, [web]);
  });

  it('says of a change that is refused that the shop goes on as it was', () => {
    const { world } = ready();
    const refused = refusal({ digest: 'b', reason: 'Invalid', retryAt: Infinity });
    world.change({ refusals: new Map([['ConfigMap/store-x/env', refused]]) });
    settle(world, wants({ digest: 'b' }));
    assert.equal(world.record.status.phase, 'Failed');
    assert.match(stalledOf(world)?.message ?? '', /meanwhile the shop goes on as revision aaaaaaa left it/);
    world.put(web, { health: { status: 'InProgress', reason: 'MinimumReplicasUnavailable', message: '' } });
    world.wait(1);
    settle(world, wants({ digest: 'b' }));
    assert.doesNotMatch(stalledOf(world)?.message ?? '', /meanwhile/);
  });
});
