import assert from 'node:assert/strict';
import { renderAge } from './render-age.ts';

describe('renderAge', () => {
  it('prints ages as kubectl does', () => {
    const ages = [0, 999, 1_000, 119_000, 120_000, 150_000, 605_000, 3_600_000, 5_400_000, 90_000_000, 864_000_000];
    assert.deepEqual(ages.map(renderAge), [
      '0s',
      '0s',
      '1s',
      '119s',
      '2m',
      '2m30s',
      '10m',
      '1h',
      '1h30m',
      '1d1h',
      '10d',
    ]);
  });

  it('never prints a negative age: clocks differ', () => {
    assert.equal(renderAge(-5_000), '0s');
  });
});
