import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PlayedCluster } from './played-cluster.ts';

/** A played API server at an address, for a web UI in a process of its own. */
export class PlayedServer implements AsyncDisposable {
  /** A file that leads to it. */
  readonly kubeconfig: string;
  readonly #server: Server;
  readonly #folder: string;
  readonly #stopping = new AbortController();

  private constructor(cluster: PlayedCluster, server: Server) {
    this.#server = server;
    this.#folder = mkdtempSync(path.join(tmpdir(), 'urumi-played-'));
    this.kubeconfig = path.join(this.#folder, 'kubeconfig');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'played',
      contexts: [{ name: 'played', context: { cluster: 'played', user: 'played' } }],
      // Without TLS: no kubeconfig may say so by the address alone.
      clusters: [{ name: 'played', cluster: { server: address, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'played', user: {} }],
    };
    writeFileSync(this.kubeconfig, JSON.stringify(config));
    server.on('request', (request, response) => {
      this.#answer(cluster, request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  static async start(cluster: PlayedCluster): Promise<PlayedServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new PlayedServer(cluster, server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.#folder, { recursive: true });
  }

  async #answer(cluster: PlayedCluster, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://played');
    const query = Object.fromEntries(url.searchParams);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const asked = { method: 'GET', path: url.pathname, query } as const;
    response.setHeader('content-type', 'application/json');
    if (query['watch'] !== undefined && query['watch'] !== 'false') {
      const signal = AbortSignal.any([gone.signal, this.#stopping.signal]);
      const events = cluster.api.stream({ ...asked, signal, onOpen: () => response.flushHeaders() });
      for await (const event of events) response.write(`${JSON.stringify(event)}\n`);
      response.end();
      return;
    }
    response.end(JSON.stringify(await cluster.api.request(asked)));
  }
}
