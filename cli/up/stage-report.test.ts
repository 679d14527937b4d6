import assert from 'node:assert/strict';
import { storeStatusSchema, type StoreStatus } from '../../synth/spec/store.ts';
import { stageReport } from './stage-report.ts';

const startedAt = '2026-11-21T09:00:00.000Z';

function status(change: Partial<StoreStatus>): StoreStatus {
  return { ...storeStatusSchema.parse({}), startedAt, ...change };
}

describe('stageReport', () => {
  const database = { name: 'database', state: 'Ready', startedAt, endedAt: '2026-11-21T09:00:07.400Z' } as const;

  it('prints a stage with its time when it has ended, once', () => {
    const before = status({ phase: 'Provisioning', stages: [{ ...database, state: 'Running' }] });
    const after = status({ phase: 'Provisioning', stages: [database] });
    assert.deepEqual(stageReport('demo', before, after), ['demo             database     7.4 s']);
    assert.deepEqual(stageReport('demo', after, after), []);
  });

  it('says where a Ready store answers, and how long it took', () => {
    const after = status({ phase: 'Ready', url: 'http://demo.shops.test', readySince: '2026-11-21T09:00:34.000Z' });
    assert.deepEqual(stageReport('demo', undefined, after), [
      'demo             Ready        in 34.0 s http://demo.shops.test',
    ]);
  });

  it('says why a store failed', () => {
    const stages = [{ name: 'setup', state: 'Failed', message: 'Job setup-1: database refuses us' } as const];
    assert.deepEqual(stageReport('demo', undefined, status({ phase: 'Provisioning', stages })), [
      'demo             setup        failed: Job setup-1: database refuses us',
    ]);
  });

  it('prints the stages of a new rollout anew', () => {
    const before = status({ phase: 'Ready', stages: [database] });
    const after = status({ phase: 'Ready', startedAt: '2026-11-21T10:00:00.000Z', stages: [database] });
    assert.equal(stageReport('demo', before, after).length, 1);
  });
});
