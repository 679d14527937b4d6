import { ApiError, type ApiErrorCode } from './errors.ts';
import { GarbledAnswer, OversizedAnswer } from './garbled-answer.ts';

/** What was being done when the transport failed. */
export interface Attempt {
  readonly method: string;
  readonly path: string;
  /** ms after which we ourselves gave up. */
  readonly timeoutMs: number;
  /** Scheme, host and port: where we tried to connect. */
  readonly server: string;
  /** The server has answered before. */
  readonly workedBefore: boolean;
}

/** Thrown into a request that ran out of time, to tell it from one that its caller gave up. */
export const timedOut = Symbol('timed out');

const codesByError: ReadonlyMap<string, ApiErrorCode> = new Map([
  ['UND_ERR_CONNECT_TIMEOUT', 'Unreachable'],
  ['UND_ERR_HEADERS_TIMEOUT', 'Timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'Timeout'],
  ['UND_ERR_ABORTED', 'Aborted'],
  ['UND_ERR_DESTROYED', 'Aborted'],
  ['UND_ERR_CLOSED', 'Aborted'],
  ['UND_ERR_INVALID_ARG', 'Misconfigured'],
]);

/** Errors of the TLS handshake: trying again will not help, and `Unreachable` would send people to the wrong place. */
const tlsError = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_SELF_SIGNED)/;

/**
 * Makes an ApiError of whatever the transport threw: connection refused or reset, no name, no trust, no time.
 *
 * @param abort what the request's signal was aborted with; undefined when it was not
 */
export function transportFailure(error: unknown, attempt: Attempt, abort?: { readonly reason: unknown }): ApiError {
  if (error instanceof ApiError) return error;
  const { method, path, workedBefore } = attempt;
  if (abort?.reason === timedOut) {
    return new ApiError({ code: 'Timeout', method, path, detail: `no complete answer within ${attempt.timeoutMs} ms` });
  }
  if (abort !== undefined) {
    return new ApiError({ code: 'Aborted', method, path, detail: 'the request was cancelled', cause: abort.reason });
  }
  if (error instanceof GarbledAnswer) return new ApiError({ code: 'BadAnswer', method, path, detail: error.message });
  if (error instanceof OversizedAnswer) return new ApiError({ code: 'TooLarge', method, path, detail: error.message });
  const { code, text } = describe(error);
  if (tlsError.test(code)) {
    const detail = `no trust between us and ${attempt.server}: ${text}`;
    return new ApiError({ code: 'Misconfigured', method, path, detail, workedBefore, cause: error });
  }
  const detail = `${attempt.server}: ${text}`;
  return new ApiError({
    code: codesByError.get(code) ?? 'Unreachable',
    method,
    path,
    detail,
    workedBefore,
    cause: error,
  });
}

/** The innermost error tells most: undici and Node wrap the system's error. */
function describe(error: unknown): { code: string; text: string } {
  let inner = error;
  for (let depth = 0; depth < 4 && inner instanceof Error && inner.cause instanceof Error; depth++) inner = inner.cause;
  if (inner instanceof AggregateError) inner = inner.errors[0] ?? inner;
  if (!(inner instanceof Error)) return { code: '', text: String(inner) };
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : '';
  return { code, text: inner.message || code || inner.name };
}
