import assert from 'node:assert/strict';
import { fleets, storeSpec } from '../synth/testing/samples.ts';
import { synthesise } from '../synth/synthesise.ts';
import { byId } from './object-changes.ts';
import { capacityOf } from './capacity.ts';

describe('the capacity of a store', () => {
  it('counts the fewest pods of a workload that an autoscaler moves', () => {
    const spec = storeSpec({ engine: 'medusa', plan: 'large' });
    const { stages } = synthesise({ name: 'a', spec }, fleets.production);
    const objects = byId(stages.flatMap(({ objects }) => objects));
    // postgres 500, redis 100, worker 200, and two each of server (500) and storefront (200)
    assert.equal(capacityOf(objects).cpuRequests, 500 + 100 + 200 + 2 * (500 + 200));
  });
});
