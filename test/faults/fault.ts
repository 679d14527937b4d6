/** What may go wrong with one request on its way through a FaultProxy. */
export type Fault =
  /** The proxy answers; the server is not asked. */
  | { readonly kind: 'answer'; readonly status: number; readonly retryAfterSeconds?: number; readonly reason?: string }
  /** The connection is reset; the server is not asked. */
  | { readonly kind: 'resetBefore' }
  /** The server acts and answers; the connection is reset in place of the answer. A watch is reset when it has opened. */
  | { readonly kind: 'resetAfter' }
  /** The server acts at once; its answer comes this much later. */
  | { readonly kind: 'late'; readonly ms: number }
  /** Nothing is asked and nothing answered; the connection stays. */
  | { readonly kind: 'hang' }
  /** The answer ends in its middle: as if that were all (`clean`), or with the connection. */
  | { readonly kind: 'truncate'; readonly clean: boolean };

/** A request as the proxy sees it. */
export interface ProxiedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly isWatch: boolean;
  /** When it came in, ms since the epoch. */
  readonly at: number;
  /** What went wrong with it; undefined: nothing. */
  fault?: Fault;
  /** HTTP status of the answer that was passed on; undefined: none. */
  status?: number;
}

/** Decides what goes wrong with a request; undefined: nothing. Asked once per request, in their order. */
export type FaultRule = (request: ProxiedRequest, body: Buffer) => Fault | undefined;
