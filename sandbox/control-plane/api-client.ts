import { Agent, request } from 'node:https';
import { SandboxError } from '../sandbox-error.ts';
import type { KeyPair } from '../../cluster/authority.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
}

/** The few requests that starting a control plane takes, as one identity. */
export interface ApiClient {
  /** Rejects only when there is no answer within five seconds. */
  send(method: 'GET' | 'PATCH' | 'POST', path: string, body?: unknown): Promise<ApiAnswer>;
  /** Like `send`, for requests that must succeed. */
  expect<T = unknown>(method: 'GET' | 'PATCH' | 'POST', path: string, body?: unknown): Promise<T>;
  close(): void;
}

const timeoutMs = 5000;

export function apiClient(server: string, authority: string, credentials: KeyPair): ApiClient {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 4,
    ca: authority,
    cert: credentials.certificate,
    key: credentials.key,
  });
  const send: ApiClient['send'] = (method, path, body) =>
    new Promise((resolve, reject) => {
      // Server-side apply takes JSON under this name: JSON is YAML.
      const type = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
      const headers = { 'content-type': type, 'user-agent': 'urumi-sandbox' };
      const outgoing = request(new URL(path, server), { method, agent, headers, timeout: timeoutMs }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)));
      outgoing.on('error', reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    send,
    async expect<T>(method: 'GET' | 'PATCH' | 'POST', path: string, body?: unknown) {
      const answer = await send(method, path, body);
      if (answer.status >= 200 && answer.status < 300) return JSON.parse(answer.body) as T;
      throw new SandboxError(
        'request-failed',
        `${method} ${path} was answered with ${answer.status}: ${answer.body.slice(0, 500)}`,
        'This is a fault of the sandbox; start it anew with --reset, and report it if that does not help.',
      );
    },
    close: () => agent.destroy(),
  };
}
