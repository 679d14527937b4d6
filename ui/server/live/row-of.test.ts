import assert from 'node:assert/strict';
import { fleetExample, storeExample } from '../../../controller/testing/objects.ts';
import { storeRowSchema } from '../api/store-row.ts';
import { rowOf } from './row-of.ts';

const time = '2026-11-21T09:59:00.000Z';
const condition = (message: string) => ({
  type: 'Ready',
  status: 'False',
  reason: 'database',
  message,
  lastTransitionTime: time,
});

describe('rowOf', () => {
  it('says which stage a store is in, and how many are done', () => {
    const stages = [
      { name: 'guards', state: 'Ready' },
      { name: 'database', state: 'Running', startedAt: time },
      { name: 'setup', state: 'Pending' },
    ];
    const { stage, group } = rowOf(storeExample('a', { status: { phase: 'Provisioning', stages } }), undefined);
    assert.deepEqual([stage, group], [{ name: 'database', since: time, done: 1, of: 3 }, 'motion']);
  });

  it('takes the engine version from the file, else from the fleet', () => {
    const fleet = fleetExample({ versions: { woocommerce: '9.4.2' } });
    assert.equal(rowOf(storeExample('a'), fleet).version, '9.4.2');
    assert.equal(rowOf(storeExample('a', { spec: { version: '9.3.1' } }), fleet).version, '9.3.1');
    assert.equal(rowOf(storeExample('a'), undefined).version, '');
  });

  it('counts a store that runs and whose file is not applied among those that need someone', () => {
    const store = storeExample('a', { held: 'stores/a.yaml:3:9: broken', status: { phase: 'Ready' } });
    const { group, held, phase } = rowOf(store, undefined);
    assert.deepEqual([group, held, phase], ['needs', 'stores/a.yaml:3:9: broken', 'Ready']);
  });

  it('cuts long messages, and fits its schema', () => {
    const row = rowOf(
      storeExample('a', { status: { phase: 'Failed', conditions: [condition('x'.repeat(5_000))] } }),
      undefined,
    );
    assert.equal(row.message.length, 240);
    assert.deepEqual(storeRowSchema.parse(row), row);
  });

  it('shows a store that no controller has looked at', () => {
    const { phase, group, message } = rowOf(storeExample('a'), undefined);
    assert.deepEqual([phase, group], ['Pending', 'motion']);
    assert.match(message, /No controller/);
  });
});
