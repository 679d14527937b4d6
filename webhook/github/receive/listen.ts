import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Koa from 'koa';

export interface Listener {
  readonly port: number;
  /** Ends every connection, and resolves when the port is free. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** For the headers of a request, ms: nobody holds a connection by sending slowly. @default 5,000 */
  readonly headersMs?: number;
}

/** For a request as a whole, and between two, ms. */
const requestMs = 10_000;
/** Bytes and number of header lines: forges send about 1 kB in 20. */
const headerBytes = 16 * 1024;
const headerLines = 64;
/** Connections at once, each with a body of 1 MiB at most. */
const mostConnections = 128;

/** Serves an app on an address that anybody may reach. @throws Error when the port is taken */
export async function listen(app: Koa, { host, port, headersMs = 5_000 }: ListenOptions): Promise<Listener> {
  const answer = app.callback();
  const server = createServer(
    {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: Math.min(1_000, headersMs),
      keepAliveTimeout: requestMs,
      maxHeaderSize: headerBytes,
    },
    (request, response) => void answer(request, response),
  );
  server.maxHeadersCount = headerLines;
  server.maxConnections = mostConnections;
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
