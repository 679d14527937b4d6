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
  code: z.number().int().optional().catch(undefined),
  details: z
    .object({
      causes: z.array(cause).max(100).catch([]),
      retryAfterSeconds: z.number().nonnegative().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

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
  const code = codeOf(answer.status, status?.reason ?? '');
  const mayQuoteSecret = code === 'Invalid' && isSecretPath(answer.path);
  const causes = (status?.details?.causes ?? []).map((c) => (mayQuoteSecret ? { reason: c.reason, message: '', field: c.field } : c));
  const retrySeconds = status?.details?.retryAfterSeconds;
  const retryAfterMs = answer.retryAfterMs ?? (retrySeconds === undefined ? undefined : retrySeconds * 1000);
  return new ApiError({
    code,
    method: answer.method,
    path: answer.path,
    status: answer.status,
    reason: status?.reason ?? '',
    detail: mayQuoteSecret ? withheld(causes) : (status?.message ?? firstLine(answer.body)),
    causes,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
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

function parseStatus(body: string): z.infer<typeof statusBody> | undefined {
  if (!body.startsWith('{')) return undefined;
  try {
    return statusBody.safeParse(JSON.parse(body)).data;
  } catch {
    // Not JSON: a proxy's page, say. The HTTP status decides and the text is quoted.
    return undefined;
  }
}

function isSecretPath(path: string): boolean {
  return /\/secrets(\/|$)/.test(path);
}

function withheld(causes: readonly StatusCause[]): string {
  const fields = causes.map((c) => `${c.field} (${c.reason})`).join(', ');
  return `the server’s message is withheld because it may quote a secret value${fields === '' ? '' : `; fields: ${fields}`}`;
}

function firstLine(body: string): string {
  return body.trim().split('\n', 1)[0]?.slice(0, 200) ?? '';
}
