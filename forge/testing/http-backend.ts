import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gitEnvironment } from './git-cli.ts';

/** Answers one request with `git http-backend`, a CGI program that comes with Git. */
export async function runHttpBackend(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const child = spawn('git', ['http-backend'], {
    env: {
      ...gitEnvironment,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = Promise.withResolvers<void>();
  child.once('error', ended.reject);
  child.once('close', () => ended.resolve());
  child.stdin.on('error', () => undefined); // it refused the request before reading it; its answer says so
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await ended.promise;
  const { status, headers, body } = parseCgi(Buffer.concat(chunks));
  response.writeHead(status, headers);
  response.end(body);
}

function parseCgi(output: Buffer): { status: number; headers: Record<string, string>; body: Buffer } {
  const blank = output.indexOf('\r\n\r\n');
  const lines = output.toString('latin1', 0, Math.max(blank, 0)).split('\r\n');
  const headers = Object.fromEntries(
    lines
      .filter((text) => text.includes(':'))
      .map((text) => [text.slice(0, text.indexOf(':')).toLowerCase(), text.slice(text.indexOf(':') + 1).trim()]),
  );
  const { status = '200', ...others } = headers;
  return { status: blank < 0 ? 500 : Number.parseInt(status, 10), headers: others, body: output.subarray(blank + 4) };
}
