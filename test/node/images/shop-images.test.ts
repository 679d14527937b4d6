import assert from 'node:assert/strict';
import { podTemplateOf } from '../../../synth/pod-template.ts';
import { environmentSchema } from '../../../synth/spec/fleet.ts';
import { synthesise } from '../../../synth/synthesise.ts';
import { fleets, storeSpec } from '../../../synth/testing/samples.ts';
import { shopReferences, shopRegistry } from './shop-images.ts';

describe('the images that are built for a node', () => {
  it('are all that a Medusa store asks for, by the names that it asks for', () => {
    const { environment } = fleets.production;
    const here = environmentSchema.parse({ ...environment, images: shopRegistry });
    const fleet = { ...fleets.production, environment: here };
    const { stages } = synthesise({ name: 'demo', spec: storeSpec({ engine: 'medusa' }) }, fleet);
    const asked = stages
      .flatMap(({ objects }) => objects.flatMap(({ object }) => podTemplateOf(object)?.spec.containers ?? []))
      .map((container) => container['image']);
    assert.deepEqual([...new Set(asked)].sort(), Object.values(shopReferences).sort());
  });
});
