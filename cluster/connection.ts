/** A request to the API server. Paths are absolute (`/api/v1/namespaces/x`), bodies are JSON. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** Default `application/json`. */
  readonly contentType?: string;
  /** Default `application/json`. */
  readonly accept?: string;
  /** Default 30,000 ms. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Called with the text of each warning that the API server sends along with the answer (RFC 9111, `Warning: 299`). */
  readonly onWarning?: (text: string) => void;
  /** Called when the API server has taken a watch, before its first line, which may be long in coming. Only by `stream`. */
  readonly onOpen?: () => void;
}

/**
 * The one way to the API server. The loops get it passed in, so that they run unchanged against a model of the API server.
 */
export interface ApiConnection {
  /**
   * Sends one request and parses the answer.
   *
   * @throws ApiError for every answer that is not 2xx, and for every failure to get one
   */
  request<T = unknown>(request: ApiRequest): Promise<T>;
  /**
   * Opens a watch: yields each line of the answer, parsed. Ends when the server ends it.
   *
   * @throws ApiError when the watch cannot be opened, breaks, or sends what is not JSON
   */
  stream(request: ApiRequest): AsyncIterable<unknown>;
}
