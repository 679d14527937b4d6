import assert from 'node:assert/strict';
import { podTemplateOf } from '../../../synth/pod-template.ts';
import { woocommerce } from '../../../synth/engines/woocommerce/woocommerce.ts';
import { environmentSchema } from '../../../synth/spec/fleet.ts';
import type { Engine } from '../../../synth/spec/store.ts';
import { synthesise } from '../../../synth/synthesise.ts';
import { fleets, storeSpec } from '../../../synth/testing/samples.ts';
import { shopReferences, shopRegistry } from './shop-images.ts';
import { wooCommerceReferences } from './woocommerce-images.ts';

function askedFor(engine: Engine): string[] {
  const { environment } = fleets.production;
  const here = environmentSchema.parse({ ...environment, images: shopRegistry });
  const fleet = { ...fleets.production, environment: here };
  const { stages } = synthesise({ name: 'demo', spec: storeSpec({ engine }) }, fleet);
  const asked = stages
    .flatMap(({ objects }) => objects.flatMap(({ object }) => podTemplateOf(object)?.spec.containers ?? []))
    .map((container) => container['image']);
  return [...new Set(asked)].sort();
}

describe('the images that are built for a node', () => {
  it('are all that a Medusa store asks for, by the names that it asks for', () => {
    assert.deepEqual(askedFor('medusa'), Object.values(shopReferences).sort());
  });

  it('are all that a WooCommerce store asks for, by the names that it asks for', () => {
    const { mariaDb, shop } = wooCommerceReferences;
    assert.deepEqual(askedFor('woocommerce'), [shop(woocommerce.defaultVersion), mariaDb].sort());
  });
});
