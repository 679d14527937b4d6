import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { fleetJsonSchema, storeJsonSchema } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';

const folder = new URL('../../stores-repo-template/schema/', import.meta.url);

describe('the JSON Schemas for editors', () => {
  for (const [file, schema] of [
    ['store.schema.json', storeJsonSchema()],
    ['fleet.schema.json', fleetJsonSchema()],
  ] as const) {
    it(`are those in the template: ${file} (node tools/write-schemas.ts writes it)`, async () => {
      assert.deepEqual(JSON.parse(await readFile(new URL(file, folder), 'utf8')), schema);
    });

    it(`say of every field of a spec what it is: ${file}`, () => {
      assert.deepEqual(
        [...undescribed((schema['properties'] as Record<string, JsonSchema>)['spec'] ?? {}, 'spec')],
        [],
      );
    });
  }

  it('accept and refuse what they should', () => {
    const schema = z.fromJSONSchema(storeJsonSchema());
    const valid = (spec: object): boolean =>
      schema.safeParse({ apiVersion: 'urumi.dev/v1alpha1', kind: 'Store', metadata: { name: 'a' }, spec }).success;
    assert.ok(valid({ engine: 'medusa' }));
    assert.ok(
      valid({ engine: 'medusa', currency: 'NOK', country: 'NO', hosts: ['a.example.com'], rotate: { database: 'x' } }),
    );
    assert.ok(!valid({}));
    assert.ok(!valid({ engine: 'medusa', ownr: 'x' }));
    assert.ok(!valid({ engine: 'medusa', currency: 'XYZ' }));
    assert.ok(!valid({ engine: 'medusa', country: 'ZZ' }));
    assert.ok(valid({ engine: 'medusa', country: 'US:CA' }));
  });
});

function* undescribed(schema: JsonSchema, path: string): Generator<string> {
  for (const [name, field] of Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)) {
    if (typeof field['description'] !== 'string') yield `${path}.${name}`;
    yield* undescribed(field, `${path}.${name}`);
  }
}
