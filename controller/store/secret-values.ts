import type { SecretKey } from '../../synth/synthesis.ts';

/** Random bytes, passed in so that a simulation decides them by its seed; node:crypto's in production. */
export type RandomBytes = (count: number) => Uint8Array;

/** The base64 data of a Secret with a new value for each key. */
export function secretData(keys: Iterable<[string, SecretKey]>, randomBytes: RandomBytes): Record<string, string> {
  const data: Record<string, string> = {};
  for (const [key, { bytes, prefix = '' }] of keys) {
    const value = prefix + Buffer.from(randomBytes(bytes)).toString('hex');
    data[key] = Buffer.from(value).toString('base64');
  }
  return data;
}
