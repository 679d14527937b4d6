import assert from 'node:assert/strict';
import { storeExample } from '../controller/testing/objects.ts';
import { isOpenByProtection, protectedMessage } from './protected-store.ts';
import { decide } from '../controller/fleet/testing/scene.ts';

describe('isOpenByProtection', () => {
  it('knows a store by what the fleet loop notes on it', () => {
    const spec = { deletion: { protected: true } };
    const [hold] = decide({
      stores: { demo: { spec }, other: {} },
      files: { 'stores/other.yaml': { engine: 'woocommerce' } },
    }).hold;
    assert.equal(hold?.message, protectedMessage(storeExample('demo')));
    assert.equal(isOpenByProtection(storeExample('demo', { spec, held: hold?.message ?? '' })), true);
  });

  it('is not misled by a file that is held for another reason, nor by protection alone', () => {
    const spec = { deletion: { protected: true } };
    assert.equal(isOpenByProtection(storeExample('demo', { spec, held: 'stores/demo.yaml:3:9: broken' })), false);
    assert.equal(isOpenByProtection(storeExample('demo', { spec })), false);
  });
});
