import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Credentials, CredentialSource } from './credentials.ts';
import { GitOperation, type Session } from './git-operation.ts';
import type { Limits, Timeouts } from './limits.ts';
import { RepositoryError } from './repository-error.ts';

interface TransportOptions {
  /** As remoteUrl returns it. */
  readonly url: string;
  readonly credentials?: CredentialSource | undefined;
  /** PEM of the authority that signed the server's certificate, when the system does not know it. */
  readonly ca?: string | undefined;
  readonly limits: Limits;
  readonly timeouts: Timeouts;
}

/**
 * HTTP for isomorphic-git, whose own client has no timeouts, no limits and a new connection per request. Every answer is read
 * whole and judged before isomorphic-git parses it, so that each failure of the network is one of our errors.
 * Credentials go with the first request, and to no other origin. Proxies come from the environment, loopback excepted.
 */
export class GitTransport {
  readonly #options: TransportOptions;
  readonly #agent: Dispatcher;
  readonly #session: Session;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#session = { base: options.url };
    const { connectMs, idleMs } = options.timeouts;
    const trust = options.ca === undefined ? {} : { ca: options.ca };
    this.#agent = new EnvHttpProxyAgent({
      connect: { timeout: connectMs, ...trust },
      requestTls: { timeout: connectMs, ...trust }, // the same, through a proxy
      headersTimeout: idleMs,
      bodyTimeout: idleMs,
      keepAliveTimeout: 30_000,
      noProxy: [process.env['no_proxy'] ?? process.env['NO_PROXY'] ?? '', 'localhost', '127.0.0.1', '::1'].join(','),
    });
  }

  /**
   * Starts an operation of one or more requests, with one deadline.
   *
   * @param attempted for messages: `fetch branch main of`
   */
  async operation(attempted: string, signal: AbortSignal): Promise<GitOperation> {
    const deadline = AbortSignal.timeout(this.#options.timeouts.totalMs);
    const known = await this.#credentials(attempted, signal, deadline);
    return new GitOperation({
      ...this.#options,
      agent: this.#agent,
      session: this.#session,
      attempted,
      signal,
      deadline,
      known,
    });
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #credentials(attempted: string, signal: AbortSignal, deadline: AbortSignal): Promise<Credentials | undefined> {
    const { url, credentials } = this.#options;
    if (!credentials) return undefined;
    try {
      return await abortable(credentials(), AbortSignal.any([signal, deadline]));
    } catch (error) {
      if (error instanceof RepositoryError) throw error;
      const code = signal.aborted ? 'Cancelled' : deadline.aborted ? 'Timeout' : 'Unauthorized';
      throw new RepositoryError(code, {
        attempted,
        target: url,
        reason: `the credentials cannot be read: ${String(error)}`,
        cause: error,
      });
    }
  }
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const stop = () => reject(signal.reason as Error);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  return promise;
}
