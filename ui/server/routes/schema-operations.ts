import { z } from 'zod';
import { storeJsonSchema } from '../../../synth/spec/json-schema.ts';
import { operation, type Operation } from '../http/operation.ts';

/** The schema that editors and forms are made of. */
export function schemaOperations(): Operation[] {
  const schema = storeJsonSchema();
  return [
    operation({
      id: 'readStoreSchema',
      method: 'get',
      path: '/store-schema',
      summary: 'JSON Schema of a store file, as editors take it',
      answer: z.record(z.string(), z.unknown()),
      handle: () => schema,
    }),
  ];
}
