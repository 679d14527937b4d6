import assert from 'node:assert/strict';
import { plans } from '../../../../synth/engines/medusa/plans.ts';
import type { MedusaBed } from '../medusa-bed.ts';

const mebibyte = 1024 * 1024;

/** Memory under load. */
export function load(bed: () => MedusaBed): void {
  describe('under load', () => {
    it('stays within the memory of plan small during 1,500 lists of products, 20 at a time', async () => {
      const before = bed().server.residentBytes();
      let left = 1500;
      const begin = Date.now();
      const one = async (): Promise<void> => {
        while (left-- > 0) assert.equal((await bed().asGuest('/store/products?limit=20')).status, 200);
      };
      await Promise.all(Array.from({ length: 20 }, one));
      const seconds = (Date.now() - begin) / 1000;
      const idle = Math.round(before / mebibyte);
      const peak = Math.round(bed().server.peakBytes() / mebibyte);
      console.log(`      ${idle} MiB before, ${peak} MiB at most, ${Math.round(1500 / seconds)} a second`);
      assert.ok(peak < plans.small.server.size.memory.limit, `${peak} MiB`);
    });
  });
}
