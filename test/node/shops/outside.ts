import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';

/** What somebody outside gets from a shop. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Question {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, and a form as one. */
  readonly body?: unknown;
}

const timeoutMs = 20_000;

/**
 * Asks a shop over HTTPS, as a browser would that finds the host at that address. The certificate is the ingress controller's own, which nobody signed.
 */
export function ask(
  address: string,
  host: string,
  { method = 'GET', path, headers = {}, body }: Question,
): Promise<Answer> {
  const [type, text] = written(body);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: address,
        port: 443,
        servername: host,
        rejectUnauthorized: false,
        method,
        path,
        headers: { host, ...headers, ...(type === undefined ? {} : { 'content-type': type }) },
        timeout: timeoutMs,
        agent: false,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject);
        incoming.once('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            body: Buffer.concat(chunks).toString('utf8'),
            headers: incoming.headers,
          }),
        );
      },
    );
    outgoing.once('timeout', () => outgoing.destroy(new Error(`${host}${path}: no answer within ${timeoutMs} ms`)));
    outgoing.once('error', reject);
    outgoing.end(text);
  });
}

/** @returns its content type and its text, when there is any */
function written(body: unknown): [type: string, text: string] | [] {
  if (body === undefined) return [];
  if (body instanceof URLSearchParams) return ['application/x-www-form-urlencoded', body.toString()];
  return ['application/json', JSON.stringify(body)];
}
