import { EnvHttpProxyAgent } from 'undici';
import { longestAnswer, type ForgeTimeouts } from './limits.ts';

/** Connections to a forge, bounded in time and size. Proxies come from the environment, loopback excepted. */
export function forgeAgent(timeouts: ForgeTimeouts, ca: string | undefined): EnvHttpProxyAgent {
  const trust = ca === undefined ? {} : { ca };
  return new EnvHttpProxyAgent({
    connect: { timeout: timeouts.connectMs, ...trust },
    requestTls: { timeout: timeouts.connectMs, ...trust }, // the same, through a proxy
    headersTimeout: timeouts.idleMs,
    bodyTimeout: timeouts.idleMs,
    keepAliveTimeout: 30_000,
    maxResponseSize: longestAnswer,
    connections: 16,
    noProxy: [process.env['no_proxy'] ?? process.env['NO_PROXY'] ?? '', 'localhost', '127.0.0.1', '::1'].join(','),
  });
}
