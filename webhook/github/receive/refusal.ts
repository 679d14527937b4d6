/** Why a delivery was not taken, as it is counted. */
export const refusals = {
  path: { status: 404, text: 'there is nothing here' },
  method: { status: 405, text: 'only POST is taken here' },
  rate: { status: 429, text: 'too many requests' },
  contentType: { status: 415, text: 'the content type must be application/json' },
  headers: { status: 400, text: 'a header is missing or malformed: event, delivery id or signature' },
  tooLarge: { status: 413, text: 'the body is too large' },
  slow: { status: 408, text: 'the body did not come in time' },
  signature: { status: 401, text: 'the signature does not match' },
  payload: { status: 400, text: 'the body is not an event of this kind' },
  unconfigured: { status: 503, text: 'the receiver cannot check signatures now' },
  busy: { status: 503, text: 'too much is waiting; deliver it again later' },
} as const satisfies Record<string, { readonly status: number; readonly text: string }>;

export type Refusal = keyof typeof refusals;

/** A delivery that is not taken. The answer holds nothing but a constant text: nothing of the input, and nothing of ours. */
export class RefusedDelivery extends Error {
  override readonly name = 'RefusedDelivery';
  readonly refusal: Refusal;

  constructor(refusal: Refusal, cause?: unknown) {
    super(refusals[refusal].text, cause === undefined ? undefined : { cause });
    this.refusal = refusal;
  }
}
