import assert from 'node:assert/strict';
import { fleetExample, storeExample } from '../../controller/testing/objects.ts';
import { explainStore } from './explain-store.ts';
import { renderExplanation } from './render-explanation.ts';

const now = Date.parse('2026-11-21T10:00:00Z');
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
  });

  it('takes the end of the whole rollout for the deadline when it comes first', () => {
    const status = { ...waiting, startedAt: '2026-11-21T09:55:20Z' };
    const { stage } = explainStore({ store: storeExample('demo', { status }), fleet: fleetExample(), events: [] });
    assert.equal(stage?.deadline, '2026-11-21T10:00:20.000Z');
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
    assert.match(renderExplanation(explanation, now), /Purge: {5}2026-11-27T10:00:00Z \(in 6d\)/);
  });

  it('notices that no controller has looked at the store', () => {
    const { phase, message } = explainStore({ store: storeExample('demo'), fleet: fleetExample(), events: [] });
    assert.equal(phase, 'Pending');
    assert.match(message, /is it running\?/);
  });
});

describe('renderExplanation', () => {
  it('reads from the phase down to the events', () => {
    const store = storeExample('demo', {
      status: {
        phase: 'Ready',
        url: 'http://demo.shops.example',
        conditions: [ready('True', 'Ready', 'the shop answers')],
        volumes: [{ claim: 'data-db-0', uid: 'u-1', size: '5Gi' }],
      },
    });
    const event = { at: '2026-11-21T09:59:30Z', type: 'Normal', reason: 'Ready', message: 'the shop answers' };
    const text = renderExplanation(explainStore({ store, fleet: fleetExample(), events: [event] }), now);
    assert.equal(
      text,
      [
        'Store:     demo',
        'Phase:     Ready, for 60s',
        'Because:   Ready: the shop answers',
        'URL:       http://demo.shops.example',
        'File:      stores/demo.yaml',
        `Revision:  ${'a'.repeat(40)}`,
        '',
        'What to do:',
        '  nothing',
        '',
        'Conditions:',
        '  TYPE    STATUS   REASON   AGE   MESSAGE',
        '  Ready   True     Ready    60s   the shop answers',
        '',
        'Volumes:',
        '  CLAIM       SIZE   VOLUME   UID',
        '  data-db-0   5Gi             u-1',
        '',
        'Events:',
        '  AGE   TYPE     REASON   MESSAGE',
        '  30s   Normal   Ready    the shop answers',
        '',
      ].join('\n'),
    );
  });
});
