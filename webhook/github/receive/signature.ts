import { createHmac, timingSafeEqual } from 'node:crypto';

const form = /^sha256=([0-9a-f]{64})$/;

/**
 * Whether a signature as forges send it (`sha256=` and the HMAC in hex) is that of these bytes with one of the secrets. Takes the same time
 * whatever the signature holds, and whichever secret fits.
 *
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function isSignedBy(secrets: readonly string[], body: Uint8Array, signature: string): boolean {
  const [, hex] = form.exec(signature) ?? [];
  if (hex === undefined) return false;
  const given = Buffer.from(hex, 'hex');
  let fits = false;
  for (const secret of secrets) {
    const own = createHmac('sha256', secret).update(body).digest();
    // Not `some`: how long it takes would tell which secret fitted.
    fits = timingSafeEqual(own, given) || fits;
  }
  return fits;
}
