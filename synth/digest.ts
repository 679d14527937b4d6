import { hash } from 'node:crypto';

/**
 * JSON with the keys of every object in order and nothing undefined in it: equal values give equal text, however they were put together.
 *
 * @param value anything that JSON can express
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(ordered(value));
}

/**
 * SHA-256 of a value's canonical JSON, the first 32 hex digits.
 *
 * @param value anything that JSON can express
 */
export function digestOf(value: unknown): string {
  return hash('sha256', canonicalJson(value)).slice(0, 32);
}

function ordered(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(ordered);
  const source = value as Record<string, unknown>;
  const keys = Object.keys(source);
  const result: Record<string, unknown> = {};
  // Most objects that cdk8s renders have their keys in order already, and finding that out is cheaper than sorting.
  for (const key of isInOrder(keys) ? keys : keys.sort()) result[key] = ordered(source[key]);
  return result;
}

function isInOrder(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index++) {
    if ((keys[index - 1] ?? '') > (keys[index] ?? '')) return false;
  }
  return true;
}
