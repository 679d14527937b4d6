import assert from 'node:assert/strict';
import { storeFileSpecSchema } from '../synth/spec/store.ts';
import { purgeTime } from './purge-time.ts';

describe('purgeTime', () => {
  const after = (deletion: object): number =>
    purgeTime(storeFileSpecSchema.parse({ engine: 'woocommerce', deletion }), { retention: '7d' }, 1_000) - 1_000;

  it("keeps data for the store's own retention, else the fleet's", () => {
    assert.equal(after({ retention: '2h' }), 2 * 3_600_000);
    assert.equal(after({}), 7 * 86_400_000);
  });

  it('keeps nothing when the policy is Delete, whatever the retention', () => {
    assert.equal(after({ policy: 'Delete', retention: '2h' }), 0);
    assert.equal(after({ retention: '0s' }), 0);
  });
});
