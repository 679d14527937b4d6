import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const keyPattern = /^[0-9a-f]{32}-[A-Za-z0-9._-]{1,100}$/;

/** Whether a text may be the key of a file. */
export function isFileKey(text: string): boolean {
  return keyPattern.test(text);
}

/** A new key that nobody can guess, with what the file's name has left of it. */
export function fileKey(filename: string): string {
  const name = filename
    .replace(/^.*[\\/]/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(-100);
  return `${randomBytes(16).toString('hex')}-${name === '' ? 'file' : name}`;
}

/** Says that whoever has this may read a private file until then. */
export function signatureOf(key: string, expires: number, signingKey: string): string {
  return createHmac('sha256', signingKey).update(`file ${key} ${expires}`).digest('hex');
}

/** @param now seconds since the epoch */
export function isSigned(
  key: string,
  query: { expires?: unknown; signature?: unknown },
  signingKey: string,
  now: number,
): boolean {
  const { expires, signature } = query;
  if (typeof expires !== 'string' || typeof signature !== 'string' || !(Number(expires) > now)) return false;
  const right = Buffer.from(signatureOf(key, Number(expires), signingKey));
  const given = Buffer.from(signature);
  return given.length === right.length && timingSafeEqual(given, right);
}
