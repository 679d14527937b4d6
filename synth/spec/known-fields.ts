import { z } from 'zod';
import type { FieldPath } from './field-path.ts';

/** What a schema knows about fields, for messages. */
export interface KnownFields {
  /** The fields that the mapping at `path` may have; empty when it is not one with fixed fields. */
  at(path: FieldPath): string[];
  /** The first field of that name anywhere in the schema. */
  find(name: string): FieldPath | undefined;
}

interface Fields {
  readonly properties?: Readonly<Record<string, Fields>> | undefined;
}

const roots = new WeakMap<z.ZodType, Fields>();

/** Worked out at the first question, then kept: files without problems do not pay for it. */
export function knownFields(schema: z.ZodType): KnownFields {
  return {
    at(path) {
      let current: Fields | undefined = rootOf(schema);
      for (const step of path) current = current?.properties?.[String(step)];
      return Object.keys(current?.properties ?? {});
    },
    find: (name) => search(rootOf(schema), name),
  };
}

function rootOf(schema: z.ZodType): Fields {
  const root = roots.get(schema) ?? (z.toJSONSchema(schema, { io: 'input' }) as Fields);
  roots.set(schema, root);
  return root;
}

function search(fields: Fields, name: string): FieldPath | undefined {
  const properties = Object.entries(fields.properties ?? {});
  if (properties.some(([key]) => key === name)) return [name];
  for (const [key, below] of properties) {
    const path = search(below, name);
    if (path !== undefined) return [key, ...path];
  }
  return undefined;
}
