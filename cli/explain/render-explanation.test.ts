import assert from 'node:assert/strict';
import { fleetExample, storeExample } from '../../controller/testing/objects.ts';
import { explainStore } from '../../plan/explain/explain-store.ts';
import { renderExplanation } from './render-explanation.ts';

const now = Date.parse('2026-11-21T10:00:00Z');
const startedAt = '2026-11-21T09:59:00Z';

function ready(status: string, reason: string, message: string) {
  return { type: 'Ready', status, reason, message, lastTransitionTime: startedAt };
}

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

  it('says how long the data of a closed store is kept', () => {
    const closure = { at: '2026-11-20T10:00:00Z', revision: 'c'.repeat(40), purgeAt: '2026-11-27T10:00:00Z' };
    const store = storeExample('demo', { spec: { closure }, status: { phase: 'Closed' } });
    const text = renderExplanation(explainStore({ store, fleet: fleetExample(), events: [] }), now);
    assert.match(text, /Purge: {5}2026-11-27T10:00:00Z \(in 6d\)/);
  });
});
