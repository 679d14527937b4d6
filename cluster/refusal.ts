import { z } from 'zod';
import { ApiError, type ApiErrorCode, type StatusCause } from './errors.ts';

const cause = z.object({
  reason: z.string().catch(''),
  message: z.string().catch(''),
  field: z.string().catch(''),
});

const statusBody = z.object({
  kind: z.literal('Status'),
  reason: z.string().catch(''),
  message: z.string().catch(''),
  details: z
    .object({
      causes: z.array(cause).max(100).catch([]),
      retryAfterSeconds: z.number().positive().optional().catch(undefined),
    })
    .catch({ causes: [] }),
});

type Status = z.infer<typeof statusBody>;

/** An answer that is not 2xx. */
export interface RefusedAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: string;
  /** Value of the Retry-After header in ms. */
  readonly retryAfterMs?: number;
}

/**
 * Makes the error out of an answer that is not 2xx.
 *
 * The API server quotes refused values in its messages. Where those could be Secrets, fields and reasons are all that is kept.
 */
export function refusal(answer: RefusedAnswer): ApiError {
  const status = parseStatus(answer.body);
  const code = isBadPatch(answer.status, status.message) ? 'Invalid' : codeOf(answer.status, status.reason);
  const retryAfterMs = answer.retryAfterMs ?? retryAfterOf(status);
  const { method, path } = answer;
  return new ApiError({
    code,
    method,
    path,
    status: answer.status,
    reason: status.reason,
    ...(mayQuote.has(code) && isSecretPath(path)
      ? withheld(status)
      : { detail: status.message, causes: status.details.causes }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** Kinds of answers in which the API server quotes values of the object that it was sent. */
const mayQuote: ReadonlySet<ApiErrorCode> = new Set(['Invalid', 'ServerError', 'BadAnswer']);

/**
 * A server-side apply whose fields have wrong types is answered with 500 (observed with Kubernetes 1.36), though only its sender can correct it.
 */
function isBadPatch(status: number, message: string): boolean {
  return status === 500 && message.startsWith('failed to create typed patch object');
}

const codesByStatus: ReadonlyMap<number, ApiErrorCode> = new Map([
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [408, 'Timeout'],
  [410, 'Gone'],
  [413, 'TooLarge'],
  [429, 'Throttled'],
  [504, 'Timeout'],
]);

function codeOf(status: number, reason: string): ApiErrorCode {
  if (status === 409) return reason === 'AlreadyExists' ? 'AlreadyExists' : 'Conflict';
  const code = codesByStatus.get(status);
  if (code !== undefined) return code;
  if (status >= 500) return 'ServerError';
  return status >= 400 ? 'Invalid' : 'BadAnswer';
}

/** An answer that is no Status (a proxy's page, `404 page not found`) is quoted: its first line, shortened. */
function parseStatus(body: string): Status {
  const quoted: Status = { kind: 'Status', reason: '', message: firstLine(body), details: { causes: [] } };
  if (!body.startsWith('{')) return quoted;
  try {
    return statusBody.safeParse(JSON.parse(body)).data ?? quoted;
  } catch {
    // Cut off or garbled: the HTTP status decides, the text is quoted.
    return quoted;
  }
}

function retryAfterOf({ details: { retryAfterSeconds } }: Status): number | undefined {
  return retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1000;
}

function isSecretPath(path: string): boolean {
  return /\/secrets(\/|$)/.test(path);
}

function withheld(status: Status): { detail: string; causes: StatusCause[] } {
  const causes = status.details.causes.map(({ reason, field }) => ({ reason, field, message: '' }));
  const fields = causes.map(({ reason, field }) => `${field} (${reason})`).join(', ');
  const detail = 'the server’s message is withheld because it may quote a secret value';
  return { detail: fields === '' ? detail : `${detail}; fields: ${fields}`, causes };
}

function firstLine(body: string): string {
  return body.trim().split('\n', 1)[0]?.slice(0, 200) ?? '';
}
