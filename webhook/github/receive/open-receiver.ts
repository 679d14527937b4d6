import { createServer } from 'node:http';
import type Koa from 'koa';
import { listen, type Address, type Listener } from '../../../serving/listen.ts';

export interface ReceiverAddress extends Address {
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

/** Serves the receiver on an address that anybody may reach. @throws Error when the port is taken */
export async function openReceiver(app: Koa, { headersMs = 5_000, ...address }: ReceiverAddress): Promise<Listener> {
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
  return await listen(server, address);
}
