import assert from 'node:assert/strict';
import { leftBehind } from './traces.ts';

const clean = { mounts: ['/', '/proc'], processes: ['7 bash'], networks: ['net:[1]', 'net:[2]'], interfaces: ['eth0'] };

describe('what a node leaves behind', () => {
  it('is nothing when all is as before', () => {
    assert.deepEqual(leftBehind(clean, clean), []);
  });

  it('is what is new, and what of the host is gone', () => {
    const after = { ...clean, mounts: ['/', '/run'], interfaces: ['eth0', 'urumi-node0'] };
    assert.deepEqual(leftBehind(clean, after), [
      'mounts: /run is new',
      'mounts: /proc is gone',
      'interfaces: urumi-node0 is new',
    ]);
  });

  it('is not that processes of others have ended', () => {
    assert.deepEqual(leftBehind(clean, { ...clean, processes: [], networks: ['net:[1]'] }), []);
  });
});
