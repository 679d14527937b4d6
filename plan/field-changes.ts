import { isDeepStrictEqual } from 'node:util';
import type { FieldChange } from './plan-report.ts';
import { isSecretName } from './secret-names.ts';

const longest = 200;
/** Characters that are shown before the first difference of a long value. */
const context = 40;
const mask = '"***"';

interface Walk {
  readonly path: string;
  /** Something above is named like a secret. */
  readonly masked: boolean;
}

/** The fields in which two JSON values differ, in the order of the first. Values under names of secrets are masked. */
export function fieldChanges(before: unknown, after: unknown, path = ''): FieldChange[] {
  return [...differences(before, after, { path, masked: false })];
}

function* differences(before: unknown, after: unknown, at: Walk): Generator<FieldChange> {
  if (isDeepStrictEqual(before, after)) return;
  if (isRecord(before) && isRecord(after)) yield* ofRecords(before, after, at);
  else if (isNamedList(before) && isNamedList(after)) yield* ofRecords(byName(before), byName(after), at, true);
  else if (isList(before) && isList(after) && before.length === after.length) yield* ofLists(before, after, at);
  else if (isText(before) && isText(after) && !at.masked) yield ofTexts(before, after, at.path);
  else yield change(at, before, after);
}

function* ofRecords(before: Fields, after: Fields, at: Walk, isList = false): Generator<FieldChange> {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const key of keys) yield* differences(before[key], after[key], step(at, key, isList));
}

/** Lists of equal length whose items have no names: item by item. */
function* ofLists(before: readonly unknown[], after: readonly unknown[], at: Walk): Generator<FieldChange> {
  for (const [index, item] of before.entries())
    yield* differences(item, after[index], { path: `${at.path}[${index}]`, masked: at.masked });
}

function step(at: Walk, key: string, isList: boolean): Walk {
  const masked = at.masked || isSecretName(key);
  if (isList) return { path: `${at.path}[${key}]`, masked };
  const plain = /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key);
  if (!plain) return { path: `${at.path}[${JSON.stringify(key)}]`, masked };
  return { path: at.path === '' ? key : `${at.path}.${key}`, masked };
}

function change({ path, masked }: Walk, before: unknown, after: unknown): FieldChange {
  const [old, wanted] = [before, after].map((value) => (value === undefined ? undefined : textOf(value, masked)));
  const start = old === undefined || wanted === undefined ? 0 : firstDifference(old, wanted);
  return {
    path,
    ...(old !== undefined && { before: windowOf(old, start) }),
    ...(wanted !== undefined && { after: windowOf(wanted, start) }),
  };
}

function firstDifference(before: string, after: string): number {
  let at = 0;
  while (at < before.length && before[at] === after[at]) at++;
  return at;
}

/** Of a long value, the part in which it differs. */
function windowOf(text: string, difference: number): string {
  const start = text.length <= longest || difference < longest / 2 ? 0 : difference - context;
  const from = start === 0 ? text : `…${text.slice(start)}`;
  return from.length <= longest ? from : `${from.slice(0, longest - 1)}…`;
}

/** Of a configuration file, the lines that differ are enough. */
function ofTexts(before: string, after: string, path: string): FieldChange {
  const [old, wanted] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < old.length && start < wanted.length && old[start] === wanted[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, wanted.length) - start && old.at(-1 - end) === wanted.at(-1 - end)) end++;
  const middle = (lines: readonly string[]): string =>
    lines
      .slice(start, lines.length - end)
      .map(withoutSecret)
      .join('\n');
  return change({ path: `${path}:${start + 1}`, masked: false }, middle(old), middle(wanted));
}

/** `db_password = "x"`: a line of configuration that sets something named like a secret. */
function withoutSecret(line: string): string {
  const [, name = '', separator = ''] = /^([^=:]*)([=:]\s*)/.exec(line) ?? [];
  return isSecretName(name.trim()) ? `${name}${separator}***` : line;
}

function textOf(value: unknown, masked: boolean): string {
  return masked ? mask : JSON.stringify(value, maskSecrets).replaceAll(/:\/\/[^/\s"@]*@/g, '://***@');
}

function maskSecrets(this: unknown, key: string, value: unknown): unknown {
  if (isSecretName(key)) return '***';
  const { name } = isRecord(this) ? this : {};
  return key === 'value' && typeof name === 'string' && isSecretName(name) ? '***' : value;
}

type Fields = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.includes('\n');
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

type Named = Fields & { readonly name: string };

/** A list as Kubernetes merges it: containers, ports, volumes, variables have names, each once. */
function isNamedList(value: unknown): value is readonly Named[] {
  if (!Array.isArray(value)) return false;
  const items: readonly unknown[] = value;
  const names = new Set(items.map((item) => (isRecord(item) ? item['name'] : undefined)));
  return names.size === items.length && [...names].every((name) => typeof name === 'string');
}

function byName(items: readonly Named[]): Fields {
  return Object.fromEntries(items.map((item) => [item.name, item]));
}
