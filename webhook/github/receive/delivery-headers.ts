import type { IncomingHttpHeaders } from 'node:http';
import { RefusedDelivery } from './refusal.ts';

/** What a forge says of a delivery beside its body. */
export interface DeliveryHeaders {
  /** `push`, `pull_request`, ... */
  readonly event: string;
  /** Unlike for each delivery, and the same when it is repeated. */
  readonly delivery: string;
  /** `sha256=...` */
  readonly signature: string;
}

const eventForm = /^[a-z][a-z_]{0,63}$/;
const deliveryForm = /^[A-Za-z0-9][A-Za-z0-9-]{7,63}$/;
const longestSignature = 200;

function only(headers: IncomingHttpHeaders, ...names: readonly string[]): string {
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
}

/** Gitea's own signature header holds the hex alone. */
function signatureOf(headers: IncomingHttpHeaders): string {
  const signature = only(headers, 'x-hub-signature-256');
  if (signature !== '') return signature;
  const bare = only(headers, 'x-gitea-signature');
  return bare === '' ? '' : `sha256=${bare}`;
}

/**
 * The headers of a delivery, in GitHub's words or in Gitea's.
 *
 * @throws RefusedDelivery
 */
export function deliveryHeaders(headers: IncomingHttpHeaders): DeliveryHeaders {
  const type = only(headers, 'content-type').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new RefusedDelivery('contentType');
  const event = only(headers, 'x-github-event', 'x-gitea-event');
  const delivery = only(headers, 'x-github-delivery', 'x-gitea-delivery');
  const signature = signatureOf(headers);
  const isWhole = eventForm.test(event) && deliveryForm.test(delivery);
  if (!isWhole || signature === '' || signature.length > longestSignature) throw new RefusedDelivery('headers');
  return { event, delivery, signature };
}
