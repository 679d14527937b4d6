import assert from 'node:assert/strict';
import type { StoreStatus } from '../../synth/spec/store.ts';
import { decide } from './decide.ts';
import type { Desired } from './desired.ts';
import { ready, settle } from './testing/settled.ts';
import { wants, type World } from './testing/world.ts';

const web = 'Deployment.apps/store-x/web';

/** What a store wants whose database password is to be rotated. */
function rotating(value: string): Desired {
  const desired = wants({ digest: value });
  const job = { id: `Job.batch/store-x/rotate-database-${value}`, digest: value, keep: false };
  const rotation = { keys: ['password'], job: 'rotate-database', value };
  const stages = desired.stages.map(({ name, items }) => ({
    name,
    items: name === 'database' ? [...items, job] : items,
  }));
  return {
    ...desired,
    stages,
    secrets: [{ name: 'store-db', namespace: 'store-x', labels: {}, keys: {}, guards: [], rotation }],
  };
}

function record(world: World, secret: Omit<StoreStatus['secrets'][number], 'name' | 'uid'>): void {
  world.change({ status: { ...world.record.status, secrets: [{ name: 'store-db', uid: 'u', ...secret }] } });
}

const pending = { keys: ['password', 'next-password'] };

describe('decide, a rotation of the database password', () => {
  it('looks at the Secrets before the Job is sent', () => {
    const { world } = ready();
    world.change({ secrets: 'unchecked' });
    let decision = decide(rotating('1'), world, world.record, world.now);
    for (let step = 0; step < 5 && !decision.ensureSecrets; step++) {
      assert.ok(!decision.apply.some(({ id }) => id.startsWith('Job.')));
      world.carryOut(decision);
      decision = decide(rotating('1'), world, world.record, world.now);
    }
    assert.equal(decision.ensureSecrets, true);
    assert.ok(!decision.apply.some(({ id }) => id.startsWith('Job.')));
  });

  it('starts nothing that logs in until the new password is the one in the Secret', () => {
    const { world } = ready();
    record(world, pending);
    const desired = rotating('1');
    let decision = decide(desired, world, world.record, world.now);
    for (let step = 0; step < 5 && !decision.ensureSecrets; step++) {
      assert.ok(!decision.apply.some(({ id }) => id === web));
      world.carryOut(decision);
      decision = decide(desired, world, world.record, world.now);
    }
    assert.equal(decision.ensureSecrets, true, 'the Job has succeeded: now the Secret changes');
    assert.deepEqual(decision.apply, []);
    record(world, { keys: ['password'], rotation: '1' });
    const sent: string[] = [];
    for (let step = 0; step < 5; step++) {
      const next = decide(desired, world, world.record, world.now);
      sent.push(...next.apply.map(({ id }) => id));
      world.carryOut(next);
    }
    assert.ok(sent.includes(web));
    assert.equal(world.record.status.phase, 'Ready');
  });

  it('removes the Job of the last value before it looks at the Secrets for the next', () => {
    const { world } = ready();
    record(world, { keys: ['password'], rotation: '1' });
    settle(world, rotating('1'));
    assert.equal(world.record.status.phase, 'Ready');
    world.change({ secrets: 'unchecked' });
    const first = decide(rotating('2'), world, world.record, world.now);
    assert.equal(first.ensureSecrets, false);
    assert.deepEqual(
      first.remove.map(({ id }) => id),
      ['Job.batch/store-x/rotate-database-1'],
    );
    world.carryOut(first);
    for (let step = 0; step < 5 && !decide(rotating('2'), world, world.record, world.now).ensureSecrets; step++)
      world.carryOut(decide(rotating('2'), world, world.record, world.now));
    assert.equal(decide(rotating('2'), world, world.record, world.now).ensureSecrets, true);
  });
});
