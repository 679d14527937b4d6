import assert from 'node:assert/strict';
import { z } from 'zod';
import { fleetCrd, storeCrd } from './crd.ts';
import { addRules, fieldOf } from './crd-rules.ts';
import { structuralSchema } from './structural-schema.ts';

describe('structuralSchema', () => {
  it('keeps no default, so that an object stays what its file says', () => {
    for (const crd of [storeCrd(), fleetCrd()]) assert.ok(!JSON.stringify(crd).includes('"default":'));
  });

  it('uses no pattern that the API server cannot read: RE2 has no look-around', () => {
    for (const crd of [storeCrd(), fleetCrd()]) assert.ok(!/\(\?[=!<]/.test(JSON.stringify(crd)));
  });

  it('turns a number or text into int-or-string, and refuses other unions', () => {
    assert.deepEqual(structuralSchema(z.union([z.number().int().min(0), z.string().max(4)])), {
      'x-kubernetes-int-or-string': true,
      minimum: 0,
      maxLength: 4,
    });
    assert.throws(
      () => structuralSchema(z.union([z.boolean(), z.string()])),
      /cannot be boolean or string: only integer or string/,
    );
  });
});

describe('addRules', () => {
  it('writes a rule to the field, or to the items of a list', () => {
    const schema = structuralSchema(z.object({ a: z.object({ b: z.array(z.string()) }) }));
    const rule = { rule: 'true', message: 'x' };
    addRules(schema, { 'a.b[]': [rule] });
    assert.deepEqual(fieldOf(schema, 'a').properties?.['b']?.items?.['x-kubernetes-validations'], [rule]);
  });

  it('refuses a rule for a field that there is not', () => {
    assert.throws(() => addRules({ type: 'object' }, { 'spec.gone': [] }), /the schema has no field spec\.gone/);
  });
});
