import { z } from 'zod';

/** A schema as CustomResourceDefinitions have it: OpenAPI v3, structural. */
export interface StructuralSchema {
  type?: string;
  description?: string;
  properties?: Record<string, StructuralSchema>;
  additionalProperties?: StructuralSchema;
  items?: StructuralSchema;
  anyOf?: StructuralSchema[];
  enum?: unknown[];
  'x-kubernetes-validations'?: { rule: string; message: string; fieldPath?: string }[];
  'x-kubernetes-list-type'?: 'atomic' | 'map';
  'x-kubernetes-map-type'?: 'atomic';
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-int-or-string'?: true;
  [keyword: string]: unknown;
}

/** Keywords that structural schemas do not have, or that would change what people wrote (default). */
const dropped = new Set(['$schema', 'default', 'propertyNames', 'anyOf']);

/**
 * A zod schema as a structural schema, which a CustomResourceDefinition must have
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema).
 *
 * - Defaults are left out: an object in the cluster stays what its file says, and a default that changes in a later Urumi does not
 *   rewrite every Store. Whoever reads an object parses it with zod, which fills them in.
 * - Unknown fields are pruned, or refused under strict field validation, as for Kubernetes' own kinds.
 * - Lists are atomic: each has one writer. So are maps with free keys; the API server would make null of one that is applied empty after it was not,
 *   and refuse that.
 * - Refinements are absent, as zod leaves them out: `crd-rules.ts` states them in CEL.
 */
export function structuralSchema(schema: z.ZodType): StructuralSchema {
  return structural(z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' }) as StructuralSchema);
}

function structural(schema: StructuralSchema): StructuralSchema {
  const kept = Object.fromEntries(
    Object.entries(schema).filter(
      ([keyword, value]) => !dropped.has(keyword) && !isNoLimit(keyword, value) && !isClosed(keyword, value),
    ),
  );
  const result: StructuralSchema = { ...(schema.anyOf === undefined ? {} : intOrString(schema.anyOf)), ...kept };
  // The API server checks the format; zod's pattern for it is 300 characters long.
  if (result['format'] === 'date-time') delete result['pattern'];
  if (schema.properties !== undefined) result.properties = mapValues(schema.properties, structural);
  if (typeof schema.additionalProperties === 'object')
    Object.assign(result, {
      additionalProperties: structural(schema.additionalProperties),
      'x-kubernetes-map-type': 'atomic',
    });
  if (schema.items !== undefined)
    Object.assign(result, { items: structural(schema.items), 'x-kubernetes-list-type': 'atomic' });
  return result;
}

/** zod states the bounds of safe integers. */
function isNoLimit(keyword: string, value: unknown): boolean {
  return (
    (keyword === 'minimum' || keyword === 'maximum') &&
    typeof value === 'number' &&
    Math.abs(value) === Number.MAX_SAFE_INTEGER
  );
}

function isClosed(keyword: string, value: unknown): boolean {
  return keyword === 'additionalProperties' && value === false;
}

/**
 * The one union that structural schemas know. Its branches may hold types only; other keywords apply to the values that they fit.
 *
 * @throws TypeError for any other union
 */
function intOrString(branches: readonly StructuralSchema[]): StructuralSchema {
  const types = new Set(branches.map(({ type }) => type));
  if (types.size !== 2 || !types.has('integer') || !types.has('string'))
    throw new TypeError(`a structural schema cannot be ${[...types].join(' or ')}: only integer or string`);
  const { type: _, ...keywords } = Object.assign({}, ...branches.map(structural)) as StructuralSchema;
  return { ...keywords, 'x-kubernetes-int-or-string': true };
}

function mapValues<From, To>(record: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
