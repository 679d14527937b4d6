import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { note } from './report.ts';
import { OpenShop } from './shops/open-shop.ts';
import { sharedBed, type SharedBed } from './shops/shared-bed.ts';

const minute = 60_000;
const most = 0.85;
const components = ['postgres', 'redis', 'server', 'storefront', 'setup', 'validate'];

describe('the memory of shops in all of this run', function () {
  this.timeout(10 * minute);
  let shared: SharedBed;

  before(async () => {
    shared = await sharedBed();
    const shop = await new OpenShop(shared.bed, 'books').open();
    const crowd = await Promise.all(Array.from({ length: 6 }, () => shop.customers()));
    // Each takes ten seconds and more, so crowded is it.
    for (let bought = 0; bought < 3; bought += 1) await shop.buy();
    await sleep(5_000);
    for (const customers of crowd) await customers.leave();
  });

  it('stays below 85 % of the limit in every container', () => {
    const peaks = shared.memory.peaks();
    for (const component of components)
      assert.ok(
        peaks.some(({ container }) => container.endsWith(` ${component}`)),
        `the ${component} of a shop was seen`,
      );
    for (const { container, peak, limit } of peaks) {
      const share = `${((100 * peak) / limit).toFixed(0)} %`;
      note(
        `${container.padEnd(32)} ${String(peak).padStart(4)} of ${String(limit).padStart(4)} MiB ${share.padStart(5)}`,
      );
    }
    assert.deepEqual(
      peaks.filter(({ peak, limit }) => peak > most * limit),
      [],
    );
  });
});
