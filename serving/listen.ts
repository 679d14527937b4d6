import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Address {
  /** @default 127.0.0.1 */
  readonly host?: string | undefined;
  /** 0: any free port. */
  readonly port: number;
}

export interface Listener {
  readonly port: number;
  /**
   * Takes no more connections, and resolves when all have ended and the port is free.
   *
   * @param graceMs how long what is being answered may go on
   * @default 0
   */
  close(graceMs?: number): Promise<void>;
}

/**
 * Has a server listen. Its limits (time-outs, connections, sizes) are its maker's business.
 *
 * @throws Error when the port is taken, or the address is not this machine's
 */
export async function listen(server: Server | TlsServer, { host = '127.0.0.1', port }: Address): Promise<Listener> {
  server.listen(port, host);
  await once(server, 'listening');
  let closed: Promise<void> | undefined;
  return {
    port: (server.address() as AddressInfo).port,
    close: (graceMs = 0) => (closed ??= close(server, graceMs)),
  };
}

async function close(server: Server | TlsServer, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  // Idle connections end with it.
  server.close();
  if (graceMs === 0) server.closeAllConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}
