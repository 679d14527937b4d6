import assert from 'node:assert/strict';
import { writeLimits, WriteLimits } from './write-limits.ts';

const minute = 60_000;

describe('the limits of writes', () => {
  it('lets a person close ten stores in ten minutes, and says how long to wait for the next', () => {
    let now = 0;
    const limits = new WriteLimits(() => now);
    const who = { login: 'ann', address: '192.0.2.1' };
    for (let at = 0; at < 10; at += 1) {
      assert.equal(limits.take('close', who), undefined);
      now += 1_000;
    }
    assert.equal(limits.take('close', who), 10 * minute - 10_000);
    assert.equal(limits.take('write', who), undefined, 'other writes go on');
    now = 10 * minute;
    assert.equal(limits.take('close', who), undefined, 'the first one is out of the window');
    assert.equal(limits.take('close', who), 1_000, 'the window slides');
  });

  it('counts for each person whatever the address, and for each address whoever it is', () => {
    const limits = new WriteLimits(() => 0);
    const many = writeLimits.create.count;
    for (let at = 0; at < many; at += 1)
      assert.equal(limits.take('create', { login: 'ann', address: `a${at}` }), undefined);
    assert.notEqual(limits.take('create', { login: 'ann', address: 'elsewhere' }), undefined);
    for (let at = 0; at < many; at += 1)
      assert.equal(limits.take('create', { login: `b${at}`, address: 'b' }), undefined);
    assert.notEqual(limits.take('create', { login: 'bob', address: 'b' }), undefined);
    assert.equal(limits.take('create', { login: 'bob', address: 'c' }), undefined, 'what was refused did not count');
  });

  it('counts creations and closings as writes too', () => {
    const limits = new WriteLimits(() => 0);
    const who = { login: 'ann', address: 'a' };
    for (let at = 0; at < writeLimits.write.count - 1; at += 1) limits.take('write', who);
    assert.equal(limits.take('close', who), undefined);
    assert.equal(limits.take('write', who), writeLimits.write.windowMs);
  });
});
