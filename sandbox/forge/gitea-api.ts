import { SandboxError } from '../sandbox-error.ts';

const timeoutMs = 15_000;

/** Requests to Gitea's API (`/api/v1`) with one token. */
export interface GiteaApi {
  /** Resolves to the answer, parsed. @throws SandboxError `request-failed` */
  request<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T>;
}

export function giteaApi(url: string, authorization: string): GiteaApi {
  return {
    async request<T>(method: string, path: string, body?: unknown) {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { authorization, 'content-type': 'application/json', accept: 'application/json' },
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
      throw new SandboxError(
        'request-failed',
        `${method} ${path} was answered by the sandbox's Gitea with ${response.status}: ${text.slice(0, 300)}`,
        '',
      );
    },
  };
}
