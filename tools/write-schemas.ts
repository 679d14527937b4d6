import { writeFileSync } from 'node:fs';
import { planReportJsonSchema } from '../plan/report-json-schema.ts';
import { fleetJsonSchema, storeJsonSchema } from '../synth/spec/json-schema.ts';

// Writes the JSON Schemas that editors read in a stores repo, and that of the plan report. A test fails when they are stale.
for (const [file, schema] of [
  ['stores-repo-template/schema/store.schema.json', storeJsonSchema()],
  ['stores-repo-template/schema/fleet.schema.json', fleetJsonSchema()],
  ['plan/schema/plan-report.schema.json', planReportJsonSchema()],
] as const) {
  writeFileSync(new URL(`../${file}`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
