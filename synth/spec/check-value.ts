import type { z } from 'zod';
import { explainIssue, type Finding } from './explain-issue.ts';
import { fieldPath, type FieldPath } from './field-path.ts';
import { knownFields } from './known-fields.ts';

/** A value that fits its schema, defaults filled in, or what keeps it from that. */
export type CheckedValue<Schema extends z.ZodType> =
  | { readonly data: z.output<Schema>; readonly findings: readonly [] }
  | { readonly data?: never; readonly findings: readonly Finding[] };

/**
 * Checks JSON values against a schema; what is wrong is told in sentences for people, all of it at once, one for each field.
 *
 * @param source how a plain value is written in its file, for hints; default: not known
 */
export function checkValue<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  source: (path: FieldPath) => string | undefined = () => undefined,
): CheckedValue<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return { data: result.data, findings: [] };
  const context = { value, known: knownFields(schema), source };
  return { findings: oneEach(result.error.issues.flatMap((issue) => explainIssue(issue, context))) };
}

/** A value that breaks its pattern often breaks its length too: the first message is enough. */
function oneEach(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path }) => {
    const key = fieldPath(path);
    return !seen.has(key) && seen.add(key);
  });
}
