/** What went wrong, for code that decides. */
export type ApiErrorCode =
  /** No connection, or it broke before the answer was complete. */
  | 'Unreachable'
  | 'Timeout'
  /** The caller's signal, or the connection was closed by its owner. */
  | 'Aborted'
  /** 429 */
  | 'Throttled'
  /** 401 */
  | 'Unauthorized'
  /** 403; also quotas and admission */
  | 'Forbidden'
  /** 404 */
  | 'NotFound'
  /** 409 with reason AlreadyExists */
  | 'AlreadyExists'
  /** 409 otherwise: resourceVersion or uid is another one, or two writers met */
  | 'Conflict'
  /** 410: a resourceVersion or continue token too old to go on from */
  | 'Gone'
  /** 400, 405, 406, 415, 422 */
  | 'Invalid'
  /** 413, or an answer beyond our own bound */
  | 'TooLarge'
  /** 5xx */
  | 'ServerError'
  /** An answer that is not what the protocol promises. */
  | 'BadAnswer'
  /** Kubeconfig, credentials: nothing was sent. */
  | 'Misconfigured';

/** One cause out of a Kubernetes Status. */
export interface StatusCause {
  /** `FieldValueInvalid`, `FieldManagerConflict`, ... */
  readonly reason: string;
  readonly message: string;
  /** Path of the field: `spec.template`. */
  readonly field: string;
}

/** What an ApiError is made from. */
export interface ApiFailure {
  readonly code: ApiErrorCode;
  readonly method: string;
  /** Path without query: a query may hold a continue token. */
  readonly path: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status?: number;
  /** Reason of the Kubernetes Status: `NotFound`, `Expired`, ...; empty when there is none. */
  readonly reason?: string;
  /** What the server, or the transport, said. Must not hold a secret. */
  readonly detail: string;
  readonly causes?: readonly StatusCause[];
  /** ms the server asks us to wait before we try again; more than five minutes count as five. */
  readonly retryAfterMs?: number;
  /** The connection has worked before, with credentials of the same source. */
  readonly workedBefore?: boolean;
  readonly cause?: unknown;
}

const retryableCodes: ReadonlySet<ApiErrorCode> = new Set([
  'Unreachable',
  'Timeout',
  'Throttled',
  'ServerError',
  'BadAnswer',
  'Conflict',
  'Gone',
]);

const whatToDo: Readonly<Record<ApiErrorCode, string>> = {
  Unreachable: 'Check that the API server runs and can be reached from here.',
  Timeout: 'It may be overloaded; the request can be repeated.',
  Aborted: '',
  Throttled: 'Wait and repeat the request.',
  Unauthorized: 'Check the credentials: the token or certificate is missing, expired or unknown to the cluster.',
  Forbidden: 'Check the RBAC rules, quotas and admission policies that the message names.',
  NotFound: '',
  AlreadyExists: '',
  Conflict: 'Somebody else changed it: read it again and decide anew.',
  Gone: 'List again.',
  Invalid: 'Correct the fields that the message names.',
  TooLarge: 'Make it smaller.',
  ServerError: 'See the API server’s log; the request can be repeated.',
  BadAnswer: 'Check that the address is that of a Kubernetes API server and not of a proxy or login page.',
  Misconfigured: 'Correct the kubeconfig.',
};

const longestDetail = 2_000;
/** A server, or a proxy before it, that asks for more than this is not obeyed: nobody would wait for it. */
const longestRetryAfterMs = 300_000;

/**
 * A request to the API server that failed.
 *
 * `retryable` says whether the same wish, looked at afresh, may succeed later: connection errors, timeouts, 429, 5xx, answers cut short or
 * garbled, and 410. A Conflict too: server-side apply meets one when two writers race (quotas do this), and a caller that read the object
 * again may succeed; but not a conflict of field managers, which only a person can settle. Every other 4xx stays until something changes.
 * What is misconfigured stays so too, unless the connection worked before: then a token or certificate may be just being replaced.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly reason: string;
  readonly detail: string;
  readonly causes: readonly StatusCause[];
  readonly retryAfterMs: number | undefined;
  readonly retryable: boolean;

  constructor(failure: ApiFailure) {
    const detail = failure.detail.slice(0, longestDetail);
    super(messageOf(failure, detail), { cause: failure.cause });
    this.code = failure.code;
    this.method = failure.method;
    this.path = failure.path;
    this.status = failure.status ?? 0;
    this.reason = failure.reason ?? '';
    this.detail = detail;
    this.causes = failure.causes ?? [];
    this.retryAfterMs = failure.retryAfterMs && Math.min(failure.retryAfterMs, longestRetryAfterMs);
    this.retryable = isRetryable(failure);
  }
}

function isRetryable({ code, causes = [], workedBefore = false }: ApiFailure): boolean {
  if (code === 'Misconfigured') return workedBefore;
  return retryableCodes.has(code) && !causes.some(({ reason }) => reason === 'FieldManagerConflict');
}

/** Whether an error is an ApiError, of one of the codes when some are given. */
export function isApiError(error: unknown, ...codes: readonly ApiErrorCode[]): error is ApiError {
  return error instanceof ApiError && (codes.length === 0 || codes.includes(error.code));
}

const verbs: Readonly<Record<string, string>> = {
  GET: 'read',
  POST: 'create',
  PUT: 'replace',
  PATCH: 'change',
  DELETE: 'delete',
};

function messageOf(failure: ApiFailure, detail: string): string {
  const answer = failure.status ? `${failure.status}${failure.reason ? ` ${failure.reason}` : ''}: ` : '';
  const attempted = `Could not ${verbs[failure.method] ?? 'reach'} ${failure.path}: ${answer}${withStop(detail || failure.code)}`;
  const hint = whatToDo[failure.code];
  return hint === '' ? attempted : `${attempted} ${hint}`;
}

function withStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
