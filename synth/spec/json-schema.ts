import { z } from 'zod';
import { countryCodes, currencyCodes } from './codes.ts';
import { fleetFileSchema } from './fleet.ts';
import { storeFileSchema } from './store.ts';

/** A JSON Schema (draft 7, which editors' YAML support reads best). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What an editor needs to complete and check a store file. */
export function storeJsonSchema(): JsonSchema {
  return editorSchema(
    storeFileSchema,
    'Urumi store',
    'One online shop. The file is named after the store: stores/<name>.yaml',
  );
}

/** What an editor needs to complete and check a fleet file. */
export function fleetJsonSchema(): JsonSchema {
  return editorSchema(
    fleetFileSchema,
    'Urumi fleet',
    'A stores repo together with the environment that its stores run in',
  );
}

function editorSchema(schema: z.ZodType, title: string, description: string): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema, path }) => addChoices(jsonSchema, path),
  });
  return { $schema, title, description, ...rest };
}

/** Codes that a refinement checks become choices, so that an editor offers them. */
function addChoices(jsonSchema: Record<string, unknown>, path: readonly (string | number)[]): void {
  const field = path.at(-1);
  if (jsonSchema['type'] !== 'string') return;
  if (field === 'currency') jsonSchema['enum'] = [...currencyCodes];
  if (field === 'country')
    jsonSchema['anyOf'] = [{ enum: [...countryCodes] }, { type: 'string', pattern: '^[A-Z]{2}:' }];
}
