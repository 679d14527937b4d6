import { createHash } from 'node:crypto';

/**
 * JSON with the keys of every object in order and nothing undefined in it: equal values give equal text, however they were put together.
 *
 * @param value anything that JSON can express
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${entries
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`)
    .join(',')}}`;
}

/**
 * SHA-256 of a value's canonical JSON, the first 32 hex digits.
 *
 * @param value anything that JSON can express
 */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 32);
}
