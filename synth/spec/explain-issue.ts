import type { z } from 'zod';
import { fieldPath, quote, valueAt } from './field-path.ts';
import type { FieldPath } from './field-path.ts';
import type { KnownFields } from './known-fields.ts';
import { nearest } from './nearest.ts';
import type { ProblemCode } from './problem.ts';

/** A problem of a field, before it is located in the file. */
export interface Finding {
  readonly path: FieldPath;
  readonly code: ProblemCode;
  readonly message: string;
  /** What to point at: the field's key or its value. */
  readonly at: 'key' | 'value';
}

interface Context {
  /** The document as JSON values. */
  readonly value: unknown;
  readonly known: KnownFields;
  /** A plain value as it is written. */
  source(path: FieldPath): string | undefined;
}

/** What a zod issue says, in words that say what is wrong and what is allowed. */
export function explainIssue(issue: z.core.$ZodIssue, context: Context): Finding[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField([...issue.path, key], context));
  const value = valueAt(context.value, issue.path);
  const {
    code,
    message,
    at = 'value',
  } = value === undefined || value === null ? absent(issue, value, context) : wrong(issue, value, context);
  return [{ path: issue.path, code, message: `${fieldPath(issue.path)} ${message}`, at }];
}

type Explanation = Omit<Finding, 'path' | 'at'> & Partial<Pick<Finding, 'at'>>;

function absent(issue: z.core.$ZodIssue, value: undefined | null, context: Context): Explanation {
  if (value === null) return { code: 'missing', message: 'is empty: give it a value, or remove the line', at: 'key' };
  return {
    code: 'missing',
    message: issue.code === 'custom' ? issue.message : `is missing: it ${wanted(issue, context)}`,
    at: 'key',
  };
}

function wrong(issue: z.core.$ZodIssue, value: unknown, context: Context): Explanation {
  if (issue.code === 'invalid_type')
    return {
      code: 'wrong-type',
      message: `${wanted(issue, context)}, not ${kindOf(value)}${quotesHint(issue, value, context)}`,
    };
  if (issue.code === 'invalid_value')
    return {
      code: 'not-allowed',
      message: `${quote(value)} ${wanted(issue, context)}${didYouMean(value, issue.values)}`,
    };
  if (issue.code === 'invalid_key')
    return {
      code: 'bad-value',
      message: `is not a possible key: it ${issue.issues[0]?.message ?? 'is not allowed'}`,
      at: 'key',
    };
  if (issue.code === 'too_big' || issue.code === 'too_small' || typeof value === 'object')
    return { code: 'bad-value', message: wanted(issue, context) };
  return { code: 'bad-value', message: `${quote(value)} ${issue.message}` };
}

/** What would be right: `must be text`, `must be one of small, medium, large`. */
function wanted(issue: z.core.$ZodIssue, { known }: Context): string {
  if (issue.code === 'invalid_type') {
    const fields = known.at(issue.path).join(', ');
    return `must be ${typeNames[issue.expected] ?? issue.expected}${fields === '' ? '' : ` with the fields ${fields}`}`;
  }
  if (issue.code === 'invalid_value')
    return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_big') return bound('at most', issue.origin, Number(issue.maximum));
  if (issue.code === 'too_small') return bound('at least', issue.origin, Number(issue.minimum));
  return issue.message;
}

const units: Readonly<Record<string, string>> = { string: 'character', array: 'item' };

function bound(limits: 'at most' | 'at least', origin: string, limit: number): string {
  const unit = units[origin];
  return unit === undefined
    ? `must be ${limits} ${limit}`
    : `must have ${limits} ${limit} ${unit}${limit === 1 ? '' : 's'}`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return `the text ${quote(value)}`;
  return typeof value === 'number' ? `the number ${value}` : quote(value);
}

function quotesHint(issue: z.core.$ZodIssueInvalidType, value: unknown, context: Context): string {
  if (issue.expected !== 'string' || typeof value === 'object') return '';
  return `; put it in quotes: ${quote(context.source(issue.path) ?? value)}`;
}

function didYouMean(value: unknown, allowed: readonly unknown[]): string {
  const candidate = typeof value === 'string' && allowed.length > 1 ? nearest(value, allowed.map(String)) : undefined;
  return candidate === undefined ? '' : `; did you mean ${candidate}?`;
}

/** Fields that Kubernetes objects have and files must not. */
const reserved: Readonly<Record<string, string>> = {
  status: 'is written by Urumi: remove it from the file',
  'spec.closure': 'is recorded by Urumi when the file is removed: remove it from the file',
  'metadata.namespace': 'is decided by the fleet: remove the line',
};
const clusterMetadata = new Set([
  'creationTimestamp',
  'deletionTimestamp',
  'finalizers',
  'generateName',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
]);

function unknownField(path: FieldPath, { known }: Context): Finding {
  const text = fieldPath(path);
  const name = String(path.at(-1));
  const fromCluster = path.length === 2 && path[0] === 'metadata' && clusterMetadata.has(name);
  const reason = fromCluster ? 'is set by the cluster: remove it from the file' : reserved[text];
  if (reason !== undefined) return { path, code: 'reserved-field', message: `${text} ${reason}`, at: 'key' };

  const allowed = known.at(path.slice(0, -1));
  const meant = nearest(name, allowed) ?? known.find(name);
  const hint = meant === undefined ? '' : `; did you mean ${typeof meant === 'string' ? meant : fieldPath(meant)}?`;
  return {
    path,
    code: 'unknown-field',
    message: `${text} is not a known field${hint}; allowed here: ${allowed.join(', ')}`,
    at: 'key',
  };
}
