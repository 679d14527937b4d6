import { writeFileSync } from 'node:fs';
import { fleetJsonSchema, storeJsonSchema } from '../synth/spec/json-schema.ts';

// Writes the JSON Schemas that editors read in a stores repo. A test fails when they are stale.
const folder = new URL('../stores-repo-template/schema/', import.meta.url);
for (const [file, schema] of [
  ['store.schema.json', storeJsonSchema()],
  ['fleet.schema.json', fleetJsonSchema()],
] as const) {
  writeFileSync(new URL(file, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
