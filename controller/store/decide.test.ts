import assert from 'node:assert/strict';
import type { Health } from '../../cluster/object.ts';
import { decide } from './decide.ts';
import { ready, settle } from './testing/settled.ts';
import { t0, wants, World } from './testing/world.ts';

const db = 'StatefulSet.apps/store-x/db';
const web = 'Deployment.apps/store-x/web';
const setup = 'Job.batch/store-x/setup-1';
const claim = 'PersistentVolumeClaim/store-x/db-data';
const inProgress: Health = { status: 'InProgress', reason: 'Progressing', message: '0 of 1 ready' };
const failed: Health = {
  status: 'Failed',
  reason: 'BackoffLimitExceeded',
  message: 'Job has reached the specified backoff limit',
};

describe('decide, a store whose file is there', () => {
  it('has every id in the inventory before it applies the first object', () => {
    const decision = decide(wants(), new World(), new World().record, t0);
    assert.deepEqual(
      decision.apply.map(({ id }) => id),
      ['Namespace//store-x', 'ResourceQuota/store-x/run'],
    );
    assert.equal(decision.status.inventory.length, 9);
  });

  it('goes from stage to stage until it is Ready, with the times of each', () => {
    const { world } = ready();
    assert.deepEqual(
      world.record.status.stages.map(({ state }) => state),
      Array(7).fill('Ready'),
    );
    assert.equal(world.record.status.readyRevision, 'a'.repeat(40));
    assert.equal(world.record.status.history[0]?.outcome, 'Ready');
  });

  it('makes the Secrets before the database', () => {
    const world = new World();
    world.carryOut(decide(wants(), world, world.record, t0));
    const decision = decide(wants(), world, world.record, t0);
    assert.equal(decision.ensureSecrets, true);
    assert.ok(!decision.apply.some(({ id }) => id === db));
  });

  it('waits for a stage, and sets a timer for its deadline only', () => {
    const world = new World();
    const desired = wants();
    settle(world, desired);
    const fresh = new World();
    for (let step = 0; step < 3; step++) fresh.carryOut(decide(desired, fresh, fresh.record, t0));
    fresh.put(db, { health: inProgress });
    const decision = decide(desired, fresh, fresh.record, t0 + 16_000);
    assert.deepEqual(decision.apply, []);
    assert.equal(decision.wakeAt, t0 + 90_000);
    assert.match(
      decision.status.conditions.find(({ type }) => type === 'Reconciling')?.message ?? '',
      /StatefulSet db: Progressing/,
    );
    assert.deepEqual(decision.explain, [db]);
  });

  it('does nothing when all is as it was', () => {
    const { world, desired } = ready();
    const before = world.record.status;
    world.wait(60_000);
    const decision = decide(desired, world, world.record, world.now);
    assert.deepEqual(
      { ...decision, status: 0 },
      { status: 0, ensureSecrets: false, apply: [], remove: [], explain: [] },
    );
    assert.deepEqual(decision.status, before);
  });

  it('sends an object that was edited, and one that was deleted, at once', () => {
    const { world, desired } = ready();
    world.put(web, { version: 'v2' });
    world.objects.delete('Ingress.networking.k8s.io/store-x/web');
    const decision = decide(desired, world, world.record, world.now);
    assert.deepEqual(
      decision.apply.map(({ id }) => id),
      [web, 'Ingress.networking.k8s.io/store-x/web'],
    );
  });

  it('mends a later stage while an earlier one is broken', () => {
    const { world, desired } = ready();
    world.put(db, { health: inProgress });
    world.objects.delete(web);
    const decision = decide(desired, world, world.record, world.now);
    assert.deepEqual(
      decision.apply.map(({ id }) => id),
      [web],
    );
    assert.equal(decision.status.phase, 'Degraded');
  });

  it('does not apply onto an object that is being deleted', () => {
    const { world, desired } = ready();
    world.put(web, { health: { status: 'Terminating', reason: 'Terminating', message: '' } });
    assert.deepEqual(decide(desired, world, world.record, world.now).apply, []);
  });

  it('stalls on a lost volume and starts nothing that needs it', () => {
    const { world, desired } = ready();
    world.objects.delete(claim);
    world.objects.delete(db);
    const asked = decide(desired, world, world.record, world.now);
    assert.deepEqual(
      asked.apply.map(({ id }) => id),
      [claim],
    );
    const lost = { digest: 'a', reason: 'VolumeLost', message: 'gone', attempts: 1, retryAt: Infinity };
    world.change({ refusals: new Map([[claim, lost]]) });
    const decision = decide(desired, world, world.record, world.now);
    assert.deepEqual(decision.apply, []);
    assert.equal(decision.status.conditions.find(({ type }) => type === 'Stalled')?.reason, 'VolumeLost');
  });

  it('applies only what changed; an old Job goes before its successor comes', () => {
    const { world } = ready();
    const next = wants({ jobs: '2' });
    const first = decide(next, world, world.record, world.now);
    assert.deepEqual(first.apply, []);
    assert.deepEqual(
      first.remove.map(({ id, background }) => `${id} ${background}`),
      [`${setup} true`, 'Job.batch/store-x/validate-1 true'],
    );
    assert.equal(first.status.phase, 'Ready');
    assert.equal(first.status.conditions.find(({ type }) => type === 'Reconciling')?.status, 'True');
    world.carryOut(first);
    const second = decide(next, world, world.record, world.now);
    assert.deepEqual(
      second.apply.map(({ id }) => id),
      ['Job.batch/store-x/setup-2'],
    );
    settle(world, next);
    assert.ok(!world.record.status.inventory.some(({ id }) => id === setup));
    assert.equal(world.record.status.phase, 'Ready');
  });

  it('waits for the pods of a Job that still runs before it starts the next', () => {
    const world = new World();
    for (let step = 0; step < 4; step++) world.carryOut(decide(wants(), world, world.record, t0));
    world.put(setup, { health: inProgress });
    const next = decide(wants({ jobs: '2' }), world, world.record, t0);
    assert.deepEqual(next.remove[0], { id: setup, uid: world.get(setup)?.uid ?? '' });
    world.put(setup, { health: { status: 'Terminating', reason: 'Terminating', message: '' } });
    assert.deepEqual(decide(wants({ jobs: '2' }), world, world.record, t0).apply, []);
  });

  it('waits for the pods of a setup that somebody deleted before it starts another', () => {
    const { world } = ready();
    world.objects.delete(setup);
    world.put('Pod/store-x/setup-1-abcde', { owner: 'Job/setup-1', health: inProgress });
    const jobs = (jobsHash: string): string[] =>
      decide(wants({ jobs: jobsHash }), world, world.record, world.now)
        .apply.map(({ id }) => id)
        .filter((id) => id.startsWith('Job.'));
    assert.deepEqual([jobs('1'), jobs('2')], [[], []]);
    world.put('Pod/store-x/cron-29001-abcde', { owner: 'Job/cron-29001', health: inProgress });
    world.objects.delete('Pod/store-x/setup-1-abcde');
    assert.deepEqual(jobs('1'), [setup]);
  });

  it('keeps a volume that it finds larger than wanted, though it was never told of its size', () => {
    const { world } = ready({ claim: 2 });
    const inventory = world.record.status.inventory.map((entry) =>
      entry.id === claim ? { ...entry, digest: '', version: '', weight: 2 } : entry,
    );
    world.change({ status: { ...world.record.status, inventory } });
    const smaller = wants({ digest: 'b', claim: 1 });
    settle(world, smaller);
    assert.equal(world.record.status.phase, 'Ready');
    assert.equal(world.record.status.inventory.find(({ id }) => id === claim)?.weight, 2);
  });

  it('runs the setup again when Git goes back to what it was before a change that failed', () => {
    const { world, desired } = ready();
    const change = wants({ jobs: '2' });
    settle(world, change);
    world.put('Job.batch/store-x/validate-2', { health: failed });
    settle(world, change);
    const sent: string[] = [];
    for (let step = 0; step < 10; step++) {
      const decision = decide(desired, world, world.record, world.now);
      sent.push(...decision.apply.map(({ id }) => id));
      world.carryOut(decision);
    }
    assert.deepEqual(sent, [setup, 'Job.batch/store-x/validate-1']);
  });

  it('removes an autoscaler that nobody wants any more before it would undo the new number of pods', () => {
    const { world, desired } = ready();
    const scaler = { id: 'HorizontalPodAutoscaler.autoscaling/store-x/web', digest: 'a', keep: false };
    const stages = desired.stages.map((stage) =>
      stage.name === 'application' ? { ...stage, items: [...stage.items, scaler] } : stage,
    );
    settle(world, { ...desired, stages });
    const smaller = wants({ digest: 'b' });
    const first = decide(smaller, world, world.record, world.now);
    assert.deepEqual(
      first.remove.map(({ id }) => id),
      [scaler.id],
    );
    assert.ok(first.apply.every(({ id }) => id !== web));
    settle(world, smaller);
    assert.equal(world.get(scaler.id), undefined);
  });

  it('does not hold the time in which no controller ran against a rollout', () => {
    const world = new World();
    for (let step = 0; step < 3; step++) world.carryOut(decide(wants(), world, world.record, t0));
    world.put(db, { health: inProgress });
    const resumed = { ...world.record, resumed: true };
    assert.equal(decide(wants(), world, resumed, t0 + 3_600_000).status.phase, 'Provisioning');
  });

  it('does not take a shop whose status was lost for a new one', () => {
    const { world, desired } = ready();
    world.change({ status: new World().record.status });
    world.put(db, { health: inProgress });
    settle(world, desired);
    world.wait(300_000);
    settle(world, desired);
    assert.equal(world.record.status.phase, 'Failed');
    assert.notEqual(world.get(db), undefined);
  });

  it('grows a quota first and shrinks it last', () => {
    const { world } = ready({ weight: 1 });
    const grown = decide(wants({ digest: 'b', weight: 2 }), world, world.record, world.now);
    assert.ok(grown.apply.some(({ id }) => id === 'ResourceQuota/store-x/run'));
    settle(world, wants({ digest: 'b', weight: 2 }));
    const shrunk = wants({ digest: 'c', weight: 1 });
    const order: string[] = [];
    for (let step = 0; step < 20; step++) {
      const decision = decide(shrunk, world, world.record, world.now);
      order.push(...decision.apply.map(({ id }) => id));
      world.carryOut(decision);
    }
    assert.equal(order.at(-1), 'ResourceQuota/store-x/run');
  });

  it('keeps a volume at its size when the plan goes down', () => {
    const { world } = ready({ claim: 2 });
    const smaller = wants({ digest: 'b', claim: 1 });
    settle(world, smaller);
    assert.equal(world.record.status.phase, 'Ready');
    assert.equal(world.record.status.inventory.find(({ id }) => id === claim)?.weight, 2);
  });

  it('does not wait for a claim that no pod wants yet', () => {
    const world = new World();
    for (let step = 0; step < 3; step++) world.carryOut(decide(wants(), world, world.record, t0));
    world.put(claim, { health: inProgress });
    settle(world, wants());
    assert.equal(world.record.status.phase, 'Ready');
  });

  it('says what was refused while it waits to try again', () => {
    const world = new World();
    const refusal = { digest: 'a', reason: 'Forbidden', message: 'exceeded quota', attempts: 1, retryAt: t0 + 5_000 };
    world.change({ refusals: new Map([['Namespace//store-x', refusal]]) });
    const { status } = decide(wants(), world, world.record, t0);
    assert.match(status.conditions[0]?.message ?? '', /Namespace store-x: Forbidden: exceeded quota/);
    assert.deepEqual(
      decide(wants(), world, world.record, t0).apply,
      [],
      'nothing goes into a namespace that is not ours',
    );
  });

  it('keeps an entry whose creation was never confirmed', () => {
    const world = new World();
    world.carryOut(decide(wants(), world, world.record, t0), () => true);
    const next = decide(wants({ jobs: '2' }), world, world.record, t0);
    assert.ok(next.status.inventory.some(({ id }) => id === setup));
  });

  it('finds its objects again when the Store object has lost its inventory', () => {
    const { world } = ready();
    world.put('Job.batch/store-x/setup-0');
    world.change({ status: new World().record.status });
    settle(world, wants());
    assert.equal(world.get('Job.batch/store-x/setup-0'), undefined);
  });

  it('shows a held file without letting go of the shop', () => {
    const { world, desired } = ready();
    world.change({ held: 'stores/x.yaml:3:9: unknown plan' });
    const { status, apply } = decide(desired, world, world.record, world.now);
    assert.deepEqual(apply, []);
    assert.equal(status.phase, 'Ready');
    assert.equal(status.conditions.find(({ type }) => type === 'Stalled')?.status, 'True');
  });
});

describe('decide, when things fail', () => {
  it('fails a first provisioning at its deadline, frees its compute, keeps its data, and tries again', () => {
    const world = new World();
    const desired = wants();
    for (let step = 0; step < 3; step++) world.carryOut(decide(desired, world, world.record, world.now));
    world.put(db, { health: { status: 'InProgress', reason: 'Unschedulable', message: '0/1 nodes are available' } });
    world.wait(90_000);
    const failure = decide(desired, world, world.record, world.now);
    assert.equal(failure.status.phase, 'Failed');
    assert.match(failure.status.conditions[0]?.message ?? '', /database took too long: StatefulSet db: Unschedulable/);
    world.carryOut(failure);
    settle(world, desired);
    assert.equal(world.get(db), undefined);
    assert.notEqual(world.get(claim), undefined);
    assert.equal(world.record.status.history.length, 1);
    world.wait((world.record.retry?.at ?? 0) - world.now);
    settle(world, desired);
    assert.equal(world.record.status.phase, 'Ready');
  });

  describe('and no node has room for the database', () => {
    /** Another plan: the Jobs stay as they are. */
    const sized = (digest: string, jobs = '1') => {
      const { stages, ...rest } = wants({ jobs });
      const isSized = (id: string): boolean => id === db || id === web;
      const changed = stages.map(({ name, items }) => ({
        name,
        items: items.map((item) => (isSized(item.id) ? Object.assign(item, { digest }) : item)),
      }));
      return { ...rest, target: `${digest}${jobs}`, stages: changed };
    };
    const crowded = { health: { status: 'InProgress', reason: 'Unschedulable', message: 'Insufficient cpu' } } as const;
    const worker = 'Deployment.apps/store-x/worker';

    /** A shop that went to a plan that fits no node, as far as its servers, and comes back. */
    const returning = (jobs?: string) => {
      const world = new World();
      settle(world, sized('small'));
      settle(world, sized('large'));
      world.put(web, { health: inProgress });
      const back = sized('small', jobs);
      const first = decide(back, world, world.record, world.now);
      assert.deepEqual(
        first.apply.map(({ id }) => id),
        [db],
      );
      world.carryOut(first);
      world.put(db, crowded);
      return { world, back, decision: () => decide(back, world, world.record, world.now) };
    };
    const sent = ({ apply }: { readonly apply: readonly { readonly id: string }[] }) => apply.map(({ id }) => id);

    it('takes the room from its own servers that are stuck on their way to an earlier plan', () => {
      const { world, decision } = returning();
      assert.deepEqual(sent(decision()), [web]);
      world.carryOut(decision());
      assert.deepEqual(sent(decision()), []);
    });

    it('takes it from a stuck workload that nobody wants any more', () => {
      const { world, decision } = returning();
      world.put(worker, { health: inProgress });
      const entry = { id: worker, uid: world.get(worker)?.uid ?? '', digest: 'large', version: 'v1' };
      const { status } = world.record;
      world.change({ status: { ...status, inventory: [...status.inventory, entry] } });
      assert.deepEqual(
        decision().remove.map(({ id }) => id),
        [worker],
      );
      world.put(worker, { health: { status: 'Current', reason: 'Current', message: '' } });
      assert.deepEqual(decision().remove, []);
    });

    it('leaves servers that serve as they are, and those that a Job must prepare', () => {
      const serving = returning();
      serving.world.put(web, { health: { status: 'Current', reason: 'Current', message: '' } });
      assert.deepEqual(sent(serving.decision()), []);
      const prepared = returning('2');
      assert.deepEqual(sent(prepared.decision()), []);
    });
  });

  it('keeps the workloads of a store that was up when a change fails', () => {
    const { world } = ready();
    const next = wants({ digest: 'b' });
    for (let step = 0; step < 3; step++) world.carryOut(decide(next, world, world.record, world.now));
    world.put(db, { health: inProgress });
    world.wait(300_000);
    const decision = decide(next, world, world.record, world.now);
    assert.equal(decision.status.phase, 'Failed');
    assert.deepEqual(decision.remove, []);
    assert.notEqual(world.get(web), undefined);
  });

  it('runs a failed Job again after a pause, by deleting it first', () => {
    const { world } = ready();
    const next = wants({ jobs: '2' });
    const job = 'Job.batch/store-x/setup-2';
    for (let step = 0; step < 2; step++) world.carryOut(decide(next, world, world.record, world.now));
    world.put(job, { health: failed });
    const failure = decide(next, world, world.record, world.now);
    assert.equal(failure.status.phase, 'Failed');
    assert.deepEqual(failure.remove, []);
    world.carryOut(failure);
    assert.ok((failure.wakeAt ?? 0) >= world.now + 7_500);
    world.now = failure.wakeAt ?? 0;
    const again = decide(next, world, world.record, world.now);
    assert.deepEqual(
      again.remove.map(({ id }) => id),
      [job],
    );
    world.carryOut(again);
    settle(world, next);
    assert.equal(world.record.status.phase, 'Ready');
  });

  it('does not send again what was refused until its back-off is over', () => {
    const world = new World();
    const id = 'Namespace//store-x';
    world.change({
      refusals: new Map([
        [id, { digest: 'a', reason: 'Throttled', message: 'too many requests', attempts: 1, retryAt: t0 + 5_000 }],
      ]),
    });
    const early = decide(wants(), world, world.record, t0);
    assert.ok(!early.apply.some((item) => item.id === id));
    assert.equal(early.wakeAt, t0 + 5_000);
    assert.ok(decide(wants(), world, world.record, t0 + 5_000).apply.some((item) => item.id === id));
  });

  it('stalls on what only a change can mend, and takes up a changed object at once', () => {
    const { world, desired } = ready();
    world.put(web, { version: 'v2' });
    world.change({
      refusals: new Map([
        [web, { digest: 'a', reason: 'Invalid', message: 'spec.selector: immutable', attempts: 1, retryAt: Infinity }],
      ]),
    });
    const stuck = decide(desired, world, world.record, world.now);
    assert.equal(stuck.status.conditions.find(({ type }) => type === 'Stalled')?.reason, 'Invalid');
    const next = decide(wants({ digest: 'b' }), world, { ...world.record, refusals: world.record.refusals }, world.now);
    assert.equal(next.status.conditions.find(({ type }) => type === 'Stalled')?.reason, 'Fine');
  });

  it('generates nothing while Secrets are missing beside existing volumes', () => {
    const world = new World();
    world.carryOut(decide(wants(), world, world.record, t0));
    world.change({ secrets: { reason: 'SecretMissing', message: 'restore it' } });
    world.carryOut(decide(wants(), world, world.record, t0));
    const decision = decide(wants(), world, world.record, t0);
    assert.equal(decision.ensureSecrets, false);
    assert.equal(decision.status.conditions.find(({ type }) => type === 'Stalled')?.reason, 'SecretMissing');
    assert.equal(world.get(db), undefined);
  });
});
