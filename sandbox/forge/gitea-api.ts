import { SandboxError } from '../sandbox-error.ts';

const timeoutMs = 15_000;

/** Requests to Gitea's API (`/api/v1`) with one token. */
export interface GiteaApi {
  /** Resolves to the answer, parsed. @throws SandboxError `request-failed` */
  request<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T>;
  /** Reads what may not be there: then undefined. @throws SandboxError `request-failed` */
  find<T>(path: string): Promise<T | undefined>;
}

export function giteaApi(url: string, authorization: string): GiteaApi {
  const send = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json', accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { method, path, status: response.status, text: await response.text() };
  };
  return {
    request: async <T>(method: string, path: string, body?: unknown) => read(await send(method, path, body)) as T,
    async find<T>(path: string) {
      const answer = await send('GET', path);
      return answer.status === 404 ? undefined : (read(answer) as T);
    },
  };
}

interface Answer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly text: string;
}

function read({ method, path, status, text }: Answer): unknown {
  if (status >= 200 && status < 300) return text === '' ? undefined : JSON.parse(text);
  throw new SandboxError(
    'request-failed',
    `${method} ${path} was answered by the sandbox's Gitea with ${status}: ${text.slice(0, 300)}`,
    '',
  );
}
