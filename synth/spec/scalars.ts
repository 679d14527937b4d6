import { z } from 'zod';

/** A DNS label of at most 40 characters, so that `store-<name>` and names derived from it stay below 63. */
export const storeName = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/, 'must be a DNS label of at most 40 characters: a-z, 0-9 and -, not at an end');

/** A lower-case DNS name with at least two labels (RFC 1123); no wildcard, no port. */
export const hostName = z.string().max(253).regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$/, 'must be a lower-case host name such as shop.example.com');

/** A Kubernetes storage quantity in whole units, such as 5Gi. */
export const quantity = z.string().regex(/^[1-9][0-9]{0,5}(Mi|Gi|Ti)$/, 'must be a quantity such as 500Mi or 5Gi');

/** A duration of whole units: 30s, 15m, 12h, 7d. */
export const duration = z.string().regex(/^(0|[1-9][0-9]{0,4})(s|m|h|d)$/, 'must be a duration such as 30s, 15m, 12h or 7d');

export const timestamp = z.iso.datetime();
export const currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR');
export const country = z.string().regex(/^[A-Z]{2}(:[A-Z0-9]{1,5})?$/, 'must be an ISO 3166 code such as DE, or US:CA');
export const username = z.string().regex(/^[a-z][a-z0-9._-]{1,59}$/, 'must be 2 to 60 characters: a-z, 0-9, dot, - and _, starting with a letter');
export const email = z.string().max(254).regex(/^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, 'must be an e-mail address');

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * A duration in ms.
 *
 * @param text as the `duration` schema accepts it
 * @throws RangeError when it is not one
 */
export function durationMs(text: string): number {
  const match = /^(\d+)([smhd])$/.exec(text);
  if (match === null) throw new RangeError(`not a duration: ${text}`);
  return Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
}
