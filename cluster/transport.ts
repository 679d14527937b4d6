import { createSecureContext, type SecureContext } from 'node:tls';
import { Pool, ProxyAgent, Socks5ProxyAgent, type Dispatcher } from 'undici';
import type { Credentials } from './credentials.ts';

/** Open connections to one API server with one set of credentials. */
export interface Transport {
  readonly key: string;
  /** For requests: a bounded number of kept-alive connections. */
  readonly requests: Dispatcher;
  /** For watches: a connection each, so that they never take one from requests. */
  readonly watches: Dispatcher;
}

/**
 * Idle connections are kept this long. The API server closes them after 90 s (Go's http.Server idle timeout in k8s.io/apiserver), so that the client is always
 * the first to let go and no request runs into a closing connection.
 */
const keepAliveMs = 60_000;
const connectTimeoutMs = 10_000;

/**
 * Opens the transport: HTTP/1.1 over kept-alive TLS connections. Measured against an API server on the same two cores, HTTP/2 is no faster (both saturate the server),
 * and one lost connection costs one request instead of all.
 *
 * @param connections the most connections that requests may open
 */
export function openTransport(credentials: Credentials, connections: number): Transport {
  const secureContext = createSecureContext(credentials.tls);
  return {
    key: credentials.transportKey,
    requests: dispatcher(credentials, { secureContext, connections, keepAliveTimeout: keepAliveMs }),
    watches: dispatcher(credentials, { secureContext, connections: null, keepAliveTimeout: 1_000 }),
  };
}

interface Settings {
  /** Certificates and keys, parsed once: a context of its own for each connection costs 0.4 MB each. */
  readonly secureContext: SecureContext;
  /** The most connections; null for no bound. */
  readonly connections: number | null;
  readonly keepAliveTimeout: number;
}

/** Lets running requests and watches finish, then closes. */
export async function retireTransport({ requests, watches }: Transport): Promise<void> {
  await Promise.all([requests.close(), watches.close()]);
}

/** Breaks off whatever runs. */
export async function destroyTransport({ requests, watches }: Transport): Promise<void> {
  await Promise.all([requests.destroy(), watches.destroy()]);
}

function dispatcher({ server, proxy, tls }: Credentials, { secureContext, ...limits }: Settings): Dispatcher {
  // The connection times requests itself, to the millisecond and with the caller's own bound; undici's timers would only interfere.
  const options = { headersTimeout: 0, bodyTimeout: 0, allowH2: false, ...limits };
  const { servername, rejectUnauthorized } = tls;
  const requestTls = {
    secureContext,
    servername,
    rejectUnauthorized,
    timeout: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelay: 30_000,
  };
  if (proxy === undefined) return new Pool(new URL(server).origin, { ...options, connect: requestTls });
  if (proxy.startsWith('socks')) return new Socks5ProxyAgent(proxy, { ...options, requestTls });
  return new ProxyAgent({ ...options, uri: proxy, requestTls });
}
