import assert from 'node:assert/strict';
import { protectedMessage } from '../protected-store.ts';
import { fleetStatusSchema } from '../../synth/spec/fleet.ts';
import { fleetExample, storeExample } from '../../controller/testing/objects.ts';
import { explainStore } from './explain-store.ts';

const startedAt = '2026-11-21T09:59:00Z';

function ready(status: string, reason: string, message: string) {
  return { type: 'Ready', status, reason, message, lastTransitionTime: startedAt };
}

describe('explainStore', () => {
  const waiting = {
    phase: 'Provisioning',
    startedAt,
    conditions: [
      ready('False', 'database', 'stage database waits for Pod db-0: ImagePullBackOff: cannot pull mariadb'),
    ],
    stages: [
      { name: 'guards', state: 'Ready' },
      { name: 'database', state: 'Running', startedAt: '2026-11-21T09:59:30Z' },
      { name: 'setup', state: 'Pending' },
    ],
  };

  it('says which stage waits, until when, what comes next and what to do', () => {
    const facts = { store: storeExample('demo', { status: waiting }), fleet: fleetExample(), events: [] };
    const { stage, next, todo } = explainStore(facts);
    assert.deepEqual(stage, {
      name: 'database',
      state: 'Running',
      since: '2026-11-21T09:59:30Z',
      deadline: '2026-11-21T10:01:00.000Z',
    });
    assert.deepEqual(next, ['stage setup', 'Ready']);
    assert.equal(todo.length, 1);
    assert.match(todo[0] ?? '', /The image cannot be pulled: check that the version/);
  });

  it('advises patience as long as a stage waits for nothing but time', () => {
    const message = 'stage application waits for Deployment web: ContainersNotReady: pod web-1: not ready yet';
    const status = { ...waiting, conditions: [ready('False', 'application', message)] };
    const { todo } = explainStore({ store: storeExample('demo', { status }), fleet: fleetExample(), events: [] });
    assert.match(todo[0] ?? '', /^Wait a little/);
  });

  it('takes the end of the whole rollout for the deadline when it comes first', () => {
    const status = { ...waiting, startedAt: '2026-11-21T09:55:20Z' };
    const { stage } = explainStore({ store: storeExample('demo', { status }), fleet: fleetExample(), events: [] });
    assert.equal(stage?.deadline, '2026-11-21T10:00:20.000Z');
  });

  it('advises on what is in the way of a change of a shop that is up, and leaves one alone that takes its time', () => {
    const told = (message: string) => {
      const status = { ...waiting, phase: 'Ready', conditions: [ready('False', 'database', message)] };
      return explainStore({ store: storeExample('demo', { status }), fleet: fleetExample(), events: [] }).todo;
    };
    assert.match(told(waiting.conditions[0]?.message ?? '')[0] ?? '', /The image cannot be pulled/);
    assert.deepEqual(told('stage database waits for StatefulSet db: RollingUpdate: 0 of 1 pods are up to date'), []);
    assert.deepEqual(told('applying stage config'), []);
  });

  it('has nothing to do for a Ready store', () => {
    const status = { phase: 'Ready', conditions: [ready('True', 'Ready', '')], stages: [] };
    const { todo, next, stage } = explainStore({
      store: storeExample('demo', { status }),
      fleet: fleetExample(),
      events: [],
    });
    assert.deepEqual([todo, next, stage], [[], [], undefined]);
  });

  it('says that a person has taken over, why, and how to hand the store back', () => {
    const message =
      'a person has taken over (fire): until kubectl annotate namespace store-demo urumi.dev/break-glass-';
    const stalled = { ...ready('True', 'BreakGlass', message), type: 'Stalled' };
    const conditions = [ready('Unknown', 'BreakGlass', message), stalled];
    for (const phase of ['Ready', 'Provisioning'] as const) {
      const store = storeExample('demo', { status: { phase, conditions } });
      const explanation = explainStore({ store, fleet: fleetExample(), events: [] });
      assert.equal(explanation.reason, 'BreakGlass');
      assert.equal(explanation.todo.length, 1);
      assert.match(explanation.todo[0] ?? '', /hand it back to Git: .*\(fire\).*urumi\.dev\/break-glass-/);
    }
  });

  it('sends the owner of a held store to the file', () => {
    const store = storeExample('demo', { held: 'stores/demo.yaml:3:9: broken', status: { phase: 'Ready' } });
    const { held, todo } = explainStore({ store, fleet: fleetExample(), events: [] });
    assert.equal(held, 'stores/demo.yaml:3:9: broken');
    assert.match(todo[0] ?? '', /Correct stores\/demo\.yaml/);
  });

  it('says how to reopen a closed store, and when its data goes', () => {
    const closure = { at: '2026-11-20T10:00:00Z', revision: 'c'.repeat(40), purgeAt: '2026-11-27T10:00:00Z' };
    const store = storeExample('demo', { spec: { closure }, status: { phase: 'Closed' } });
    const explanation = explainStore({ store, fleet: fleetExample(), events: [] });
    assert.match(explanation.todo[0] ?? '', /bring stores\/demo\.yaml back \(git revert\) before 2026-11-27/);
    assert.deepEqual(explanation.next, ['purge of all data at 2026-11-27T10:00:00Z']);
  });

  it('names the revision that closed a store, the commit that removed its file, and what restores its file alone', () => {
    const closure = { at: '2026-11-20T10:00:00Z', revision: 'c'.repeat(40), purgeAt: '2026-11-27T10:00:00Z' };
    const status = { phase: 'Closed', readyRevision: 'a'.repeat(40) };
    const facts = { store: storeExample('demo', { spec: { closure }, status }), fleet: fleetExample(), events: [] };
    const { todo, closedBy } = explainStore(facts);
    assert.equal(closedBy, closure.revision);
    assert.match(
      todo[0] ?? '',
      /gone since revision c{12}, or a commit before it: `git revert \$\(git log -1 --format=%h --diff-filter=D c{12} -- stores\/demo\.yaml\)` undoes the commit that removed it, `urumi rollback demo a{12}` restores the file alone/,
    );
    assert.equal(todo[1], 'To delete its data now: `urumi purge demo`.');
  });

  it('promises nothing of a store that is being purged', () => {
    const closure = { at: '2026-11-20T10:00:00Z', revision: 'c'.repeat(40), purgeAt: '2026-11-27T10:00:00Z' };
    const purging = storeExample('demo', { spec: { closure }, status: { phase: 'Purging' } });
    const { todo, next } = explainStore({ store: purging, fleet: fleetExample(), events: [] });
    assert.deepEqual(next, ['nothing is left of it']);
    const back = { store: storeExample('demo', { status: { phase: 'Purging' } }), fleet: fleetExample(), events: [] };
    assert.deepEqual(explainStore(back).todo, todo);
    assert.equal(todo.length, 1);
    assert.match(todo[0] ?? '', /cannot be stopped.*When stores\/demo\.yaml is back, the store opens anew and empty/);
    const asked = storeExample('demo', {
      spec: { closure },
      status: { phase: 'Closed' },
      annotations: { 'urumi.dev/purge-now': closure.at },
    });
    const explanation = explainStore({ store: asked, fleet: fleetExample(), events: [] });
    assert.deepEqual(explanation.next, ['purge of all data, which was asked for']);
    assert.match(explanation.todo[0] ?? '', /cannot be stopped/);
  });

  it('says of a closed store whose file is back, and wrong, that nothing goes', () => {
    const closure = { at: '2026-11-20T10:00:00Z', revision: 'c'.repeat(40), purgeAt: '2026-11-21T09:00:00Z' };
    const store = storeExample('demo', {
      held: 'stores/demo.yaml:3:9: broken',
      spec: { closure },
      status: { phase: 'Closed' },
    });
    const { todo, next } = explainStore({ store, fleet: fleetExample(), events: [] });
    assert.deepEqual(next, ['it reopens when its file is right']);
    assert.match(todo.join(' '), /^Correct stores\/demo\.yaml.* Corrected, the store reopens with its data\./);
  });

  it('says of a protected store whose file is gone which commit comes first', () => {
    const held = protectedMessage(storeExample('demo'));
    const store = storeExample('demo', { held, spec: { deletion: { protected: true } }, status: { phase: 'Ready' } });
    const { todo } = explainStore({ store, fleet: fleetExample(), events: [] });
    assert.deepEqual(todo, [
      'To keep it: bring stores/demo.yaml back.',
      'To close it: first a commit that brings stores/demo.yaml back with deletion.protected: false; when that is applied, another one that removes it.',
    ]);
  });

  it('says of a store that a guard keeps open who can let it close', () => {
    const revision = 'b'.repeat(40);
    const status = fleetStatusSchema.parse({
      pendingApproval: { revision, closures: 1, stores: ['demo'], reason: 'too many' },
    });
    const fleet = { ...fleetExample(), status };
    const told = (name: string) =>
      explainStore({ store: storeExample(name, { status: { phase: 'Ready' } }), fleet, events: [] }).todo;
    assert.match(
      told('demo')[0] ?? '',
      /gone in revision b{12}.*`urumi approve shops b{12}`\. To keep it, bring the file back/,
    );
    assert.deepEqual(told('other'), []);
  });

  it('notices that no controller has looked at the store', () => {
    const { phase, message } = explainStore({ store: storeExample('demo'), fleet: fleetExample(), events: [] });
    assert.equal(phase, 'Pending');
    assert.match(message, /is it running\?/);
  });
});
