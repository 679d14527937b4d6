import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { planReportJsonSchema } from './report-json-schema.ts';
import { planOf, plainStores, storeFile } from './testing/scene.ts';

describe('the JSON Schema of a plan report', () => {
  it('is the one beside it (node tools/write-schemas.ts writes it)', async () => {
    const text = await readFile(new URL('schema/plan-report.schema.json', import.meta.url), 'utf8');
    assert.deepEqual(JSON.parse(text), planReportJsonSchema());
  });

  it('accepts a report, and nothing of another version', async () => {
    const { report } = await planOf(plainStores(4), {
      ...plainStores(1),
      'stores/a.yaml': storeFile('a', 'plan: tiny'),
    });
    const schema = z.fromJSONSchema(planReportJsonSchema());
    const read: unknown = JSON.parse(JSON.stringify(report));
    assert.deepEqual(schema.safeParse(read).error, undefined);
    assert.ok(!schema.safeParse({ ...report, version: 2 }).success);
  });
});
