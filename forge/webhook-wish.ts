/** What the forge is to tell us. */
export interface WebhookWish {
  /** http(s) address of the receiver. */
  readonly url: string;
  /** Shared secret for the signature (HMAC SHA-256); at least 16 characters. */
  readonly secret: string;
  /** @default ['push', 'pull_request'] */
  readonly events?: readonly ('push' | 'pull_request')[];
}

export interface Webhook {
  readonly id: number;
  /** False: it was there already, and says now what was wished for. */
  readonly created: boolean;
}
