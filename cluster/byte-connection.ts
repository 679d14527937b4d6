import type { ApiRequest } from './connection.ts';

/** Reads answers that are no JSON and arrive as they arise: logs. */
export interface ByteConnection {
  /**
   * Opens such an answer; `timeoutMs` is for opening it. It ends when the server ends it, and whoever stops reading ends it too.
   *
   * @throws ApiError when it cannot be opened, or breaks
   */
  bytes(request: ApiRequest): AsyncIterable<Uint8Array>;
}
