import { z } from 'zod';
import { countryCodes, currencyCodes } from './codes.ts';

/** A DNS label of at most 40 characters, so that `store-<name>` and names derived from it stay below 63. */
export const storeName = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/,
    'must be a DNS label of at most 40 characters: a-z, 0-9 and -, not at an end',
  );

/** A lower-case DNS name with at least two labels (RFC 1123); no wildcard, no port, no address. */
export const hostName = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$/,
    'must be a lower-case host name such as shop.example.com, without scheme, port, path or wildcard',
  )
  .max(253)
  .refine((host) => !/(^|\.)[0-9]+$/.test(host), 'must be a host name such as shop.example.com, not an address');

/** A Kubernetes storage quantity in whole units, such as 5Gi. */
export const quantity = z
  .string()
  .regex(/^[1-9][0-9]{0,5}(Mi|Gi|Ti)$/, 'must be a quantity such as 500Mi or 5Gi')
  .max(8);

/** The size of a store's volume: 1Gi to 16Ti. */
export const storageSize = quantity.refine((text) => {
  const bytes = quantityBytes(text);
  return bytes === undefined || (bytes >= 2 ** 30 && bytes <= 16 * 2 ** 40);
}, 'must be between 1Gi and 16Ti');

/** A duration of whole units: 30s, 15m, 12h, 7d. */
export const duration = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,4})(s|m|h|d)$/, 'must be a duration such as 30s, 15m, 12h or 7d')
  .max(6);

const longestRetentionMs = 3650 * 86_400_000;

/** How long a closed store's data is kept: 0s to 3650d. */
export const retention = duration.refine(
  (text) => !durationPattern.test(text) || durationMs(text) <= longestRetentionMs,
  'must be between 0s and 3650d',
);

export const timestamp = z.iso.datetime();

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR')
  .max(3)
  .refine((code) => currencyCodes.has(code), 'must be an ISO 4217 code of a currency in use, such as EUR');

export const country = z
  .string()
  .regex(/^[A-Z]{2}(:[A-Z0-9]{1,5})?$/, 'must be an ISO 3166 code such as DE, or US:CA')
  .max(8)
  .refine((code) => countryCodes.has(code.slice(0, 2)), 'must be an ISO 3166 code of a country, such as DE, or US:CA');

export const username = z
  .string()
  .regex(/^[a-z][a-z0-9._-]{1,59}$/, 'must be 2 to 60 characters: a-z, 0-9, dot, - and _, starting with a letter')
  .max(60);
export const email = z
  .string()
  .regex(
    /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/,
    'must be an e-mail address such as owner@example.com',
  )
  .max(254);

/** One line of text for people: no control characters, no line breaks, and nothing that turns the reading direction (CVE-2021-42574). */
export const line = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'must be one line of text without control characters')
  .refine(
    (text) => !/[\u202a-\u202e\u2066-\u2069]/.test(text),
    'must not contain characters that turn the reading direction',
  );

/** Team or person that a store belongs to; a label value too. */
export const owner = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must be lower-case letters, digits and -, not at an end')
  .max(63);

/** Version of an engine, as its images are tagged. */
export const engineVersion = z
  .string()
  .regex(/^[0-9]+\.[0-9]+(\.[0-9]+)?(-[0-9A-Za-z.-]+)?$/, 'must be a version such as 10.3.5')
  .max(40);

/** A zod check: a list names each of its items once. */
export function uniqueItems(context: z.core.ParsePayload<string[]>): void {
  context.value.forEach((item, index) => {
    const first = context.value.indexOf(item);
    if (first === index) return;
    context.issues.push({
      code: 'custom',
      input: item,
      path: [index],
      message: `is in the list twice (item ${first + 1} and item ${index + 1}); remove one`,
      continue: true,
    });
  });
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const durationPattern = /^(\d+)([smhd])$/;

/**
 * A duration in ms.
 *
 * @param text as the `duration` schema accepts it
 * @throws RangeError when it is not one
 */
export function durationMs(text: string): number {
  const match = durationPattern.exec(text);
  if (match === null) throw new RangeError(`not a duration: ${text}`);
  return Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
}

const unitBytes = { Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 } as const;

/** A storage quantity in bytes; undefined when the text is not one that the `quantity` schema accepts. */
export function quantityBytes(text: string): number | undefined {
  const match = /^(\d{1,6})(Mi|Gi|Ti)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * unitBytes[match[2] as keyof typeof unitBytes];
}
