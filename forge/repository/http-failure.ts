import type { RepositoryErrorCode } from './repository-error.ts';

/** Why there is no answer, or none that can be used. */
export interface HttpFailure {
  readonly code: RepositoryErrorCode;
  readonly reason: string;
}

const timeouts = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);
const names = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NONAME', 'EAI_NODATA']);
const tls = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_|EPROTO|CRL|ISSUER/;

/** Sorts what undici and Node throw when a request fails. */
export function networkFailure(error: unknown): HttpFailure {
  const { code, message, name } = describe(error);
  if (timeouts.has(code)) return { code: 'Timeout', reason: `the server did not answer in time (${code})` };
  if (names.has(code)) return { code: 'Unreachable', reason: `the host's name cannot be resolved (${code})` };
  if (code === 'ECONNREFUSED') return { code: 'Unreachable', reason: 'the connection was refused (ECONNREFUSED)' };
  if (name === 'HTTPParserError') return { code: 'Protocol', reason: 'the answer is not HTTP' };
  if (tls.test(code)) return { code: 'Tls', reason: `no trusted TLS connection: ${message} (${code})` };
  return { code: 'Unreachable', reason: code === '' ? message : `${message} (${code})` };
}

/** True when a kept-alive connection may have been closed under the request, so that it is worth one more try. */
export function connectionLost(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(describe(error).code);
}

/** Sorts the status of an answer; redirects are not its business. `undefined`: the answer is fine. */
export function statusFailure(status: number, withCredentials: boolean): HttpFailure | undefined {
  if (status === 200) return undefined;
  // Azure DevOps answers 203 with a sign-in page.
  if (status === 401 || status === 203) {
    return {
      code: 'Unauthorized',
      reason: `${withCredentials ? 'the server does not accept the credentials' : 'the server wants credentials'} (${status})`,
    };
  }
  if (status === 403)
    return {
      code: 'Unauthorized',
      reason: withCredentials ? 'the credentials may not read it (403)' : 'access is denied (403)',
    };
  if (status === 404 || status === 410) return { code: 'NotFound', reason: `there is no such repository (${status})` };
  if (status === 429 || status >= 500) return { code: 'ServerError', reason: `the server answered ${status}` };
  return { code: 'Protocol', reason: `the server answered ${status}` };
}

function describe(error: unknown): { code: string; message: string; name: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error), name: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code, message: error.message === '' ? error.name : error.message, name: error.name };
}
