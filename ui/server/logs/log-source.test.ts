import assert from 'node:assert/strict';
import type { PodView } from '../api/store-detail.ts';
import { logSource } from './log-source.ts';

const pod = (name: string, more: Partial<PodView> = {}): PodView => ({
  name,
  component: name.split('-')[0] ?? '',
  status: 'Current',
  reason: '',
  message: '',
  restarts: 0,
  node: 'node-1',
  containers: ['main', 'metrics'],
  ...more,
});

describe('the log that a person means', () => {
  it('is that of the shop, when all is well', () => {
    assert.deepEqual(logSource([pod('db-0'), pod('web-1')], {}), { pod: 'web-1', container: 'main' });
  });

  it('is that of the pod that fails, when one does', () => {
    assert.equal(logSource([pod('web-1'), pod('setup-x', { status: 'Failed' })], {})?.pod, 'setup-x');
  });

  it('is that of the pod and container that are named, if the store has them', () => {
    const pods = [pod('db-0'), pod('web-1')];
    assert.deepEqual(logSource(pods, { pod: 'db-0', container: 'metrics' }), { pod: 'db-0', container: 'metrics' });
    assert.equal(logSource(pods, { pod: 'db-1' }), undefined);
    assert.equal(logSource(pods, { pod: 'db-0', container: 'shell' }), undefined);
    assert.equal(logSource([], {}), undefined);
  });
});
