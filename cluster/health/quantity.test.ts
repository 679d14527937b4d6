import assert from 'node:assert/strict';
import { bytesOf } from './quantity.ts';

describe('bytesOf', () => {
  it('reads binary, decimal and exponent notation', () => {
    assert.equal(bytesOf('10Gi'), 10 * 2 ** 30);
    assert.equal(bytesOf('1.5G'), 1_500_000_000);
    assert.equal(bytesOf('5k'), 5000);
    assert.equal(bytesOf('2e3'), 2000);
    assert.equal(bytesOf('4096'), 4096);
  });

  it('is undefined for what is no quantity', () => {
    for (const text of ['', 'Gi', '10 Gi', '-1', '10gi', '500m']) assert.equal(bytesOf(text), undefined);
  });
});
