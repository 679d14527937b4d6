import { createHash } from 'node:crypto';
import type { RequestOptions } from 'node:https';
import type { KubeConfig } from './kube-config.ts';

/** Everything that a connection needs to be trusted and to trust. Holds secrets: never log it. */
export interface Credentials {
  /** Without a slash at the end. */
  readonly server: string;
  readonly proxy: string | undefined;
  readonly tls: {
    readonly ca?: string | Buffer;
    readonly cert?: string | Buffer;
    readonly key?: string | Buffer;
    readonly servername?: string;
    readonly rejectUnauthorized?: boolean;
  };
  /** Authorization and impersonation. */
  readonly headers: Readonly<Record<string, string>>;
  /** Changes when a new connection must be opened: other server, proxy, certificate or trust. A hash. */
  readonly transportKey: string;
}

/** Tokens in files and certificates are looked at again after this time. Kubernetes rotates them long before they expire. */
const freshForMs = 15_000;
/** Refused credentials are not read afresh more often than this, or every refused request would start an exec plugin. */
const refreshEveryMs = 5_000;

/**
 * Credentials of the current context of a kubeconfig, kept up to date: token files and certificate files are read again, exec plugins run again when their
 * credential expires, by @kubernetes/client-node.
 */
export class CredentialSource {
  readonly #load: () => KubeConfig;
  #config: KubeConfig;
  #current: Promise<Credentials> | undefined;
  #readAt = 0;
  #refreshedAt = Number.NEGATIVE_INFINITY;

  /** @param load reads the kubeconfig afresh. @throws what it throws */
  constructor(load: () => KubeConfig) {
    this.#load = load;
    this.#config = load();
  }

  /** Name of the kubeconfig's user. */
  get identity(): string {
    return this.#config.getCurrentUser()?.name ?? 'anonymous';
  }

  /** Address of the API server, without a slash at the end. */
  get server(): string {
    return this.#config.getCurrentCluster()?.server ?? '';
  }

  /** The credentials to use now. @throws Error when an exec plugin or a file fails */
  current(): Promise<Credentials> {
    const now = performance.now();
    if (this.#current === undefined || now - this.#readAt > freshForMs) {
      this.#readAt = now;
      this.#current = this.#read();
    }
    return this.#current;
  }

  /**
   * Called when the API server has refused the credentials: reads everything afresh, past all caches. Requests refused at the same time share one
   * reading.
   *
   * @throws Error when an exec plugin or a file fails, the kubeconfig itself among them
   */
  async refresh(refused: Promise<Credentials>): Promise<Credentials> {
    const now = performance.now();
    if (this.#current !== refused || now - this.#refreshedAt < refreshEveryMs) return this.current();
    this.#refreshedAt = now;
    this.#config = this.#load();
    this.#current = undefined;
    return this.current();
  }

  async #read(): Promise<Credentials> {
    try {
      return await credentialsOf(this.#config);
    } catch (error) {
      this.#current = undefined;
      throw error;
    }
  }
}

async function credentialsOf(config: KubeConfig): Promise<Credentials> {
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const cluster = config.getCurrentCluster();
  const server = cluster?.server ?? '';
  const proxy = cluster?.proxyUrl;
  const tls = {
    ...pem('ca', options.ca),
    ...pem('cert', options.cert),
    ...pem('key', options.key),
    ...(options.servername && { servername: options.servername }),
    ...(options.rejectUnauthorized !== undefined && { rejectUnauthorized: options.rejectUnauthorized }),
  };
  const headers = { ...headersOf(options), ...basicAuth(options.auth) };
  const transportKey = hash([server, proxy, tls.ca, tls.cert, tls.key, tls.servername, tls.rejectUnauthorized]);
  return { server, proxy, tls, headers, transportKey };
}

function pem<K extends string>(name: K, value: unknown): { readonly [key in K]?: string | Buffer } {
  if (typeof value !== 'string' && !Buffer.isBuffer(value)) return {};
  return { [name]: value } as { readonly [key in K]: string | Buffer };
}

/** A token file may end in a newline, which no header may hold. */
function headersOf(options: RequestOptions): Record<string, string> {
  return Object.fromEntries(Object.entries(options.headers ?? {}).map(([name, value]) => [name, String(value).trim()]));
}

function basicAuth(auth: string | null | undefined): Record<string, string> {
  return auth ? { Authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {};
}

function hash(parts: readonly unknown[]): string {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(Buffer.isBuffer(part) ? part : String(part)).update('\0');
  return digest.digest('hex');
}
