import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BareRepository } from './bare-repository.ts';
import { spoil, type Fault } from './fault.ts';
import { runHttpBackend } from './http-backend.ts';

export interface GitServerOptions {
  /** Repositories to begin with; each exists and is empty. */
  readonly repositories: readonly string[];
  /** Who may read; nobody else. Default: everybody. */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Serve https with this certificate; PEM. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** What was asked, for tests that count or look at headers. */
export interface GitRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
}

export interface GitServer {
  readonly origin: string;
  readonly requests: GitRequest[];
  /** What goes wrong with every answer from now on. */
  fault: Fault | undefined;
  /** Change it and the server wants others. */
  credentials: GitServerOptions['credentials'];
  url(repository: string): string;
  /** Closes the connections that clients keep open. */
  closeConnections(): void;
  repository(name: string): BareRepository;
  /** Ends it and deletes its repositories. */
  stop(): Promise<void>;
}

/** Serves Git repositories over HTTP on 127.0.0.1: Git's own `git http-backend` behind a few lines of Node, and faults on demand. */
export async function startGitServer(options: GitServerOptions): Promise<GitServer> {
  const root = await mkdtemp(join(tmpdir(), 'urumi-git-'));
  const repository = (name: string) => new BareRepository(join(root, `${name}.git`));
  await Promise.all(options.repositories.map((name) => repository(name).create()));
  const listener: RequestListener = (request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  };
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `${options.tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const result: GitServer = {
    origin,
    requests: [],
    fault: undefined,
    credentials: options.credentials,
    url: (name) => `${origin}/${name}.git`,
    repository,
    closeConnections: () => server.closeAllConnections(),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(root, { recursive: true, force: true });
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { authorization } = request.headers;
    result.requests.push({ method: request.method ?? '', url: request.url ?? '', authorization });
    if (result.fault && spoil(result.fault, request, response)) return;
    const { credentials } = result;
    if (
      credentials &&
      authorization !== `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`
    ) {
      response
        .writeHead(401, { 'www-authenticate': 'Basic realm="git"', 'content-type': 'text/plain' })
        .end(`not allowed: ${authorization ?? 'nobody'}`);
      return;
    }
    await runHttpBackend(root, request, response);
  }
  return result;
}
