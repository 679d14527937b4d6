import type { Registry } from 'prom-client';
import type { ByteConnection } from './byte-connection.ts';
import type { ApiConnection } from './connection.ts';
import { CredentialSource } from './credentials.ts';
import { ApiError } from './errors.ts';
import { HttpConnection } from './http-connection.ts';
import { loadKubeconfig, type KubeconfigSource } from './load-kubeconfig.ts';
import { RequestMetrics } from './metrics.ts';

export interface ConnectOptions extends KubeconfigSource {
  /** Names this process in the API server's audit log: `urumi-controller/0.1.0`. */
  readonly userAgent: string;
  /**
   * The most connections that requests open. From 8 on, more do not help an API server on two cores; below that they wait for each other.
   *
   * @default 16
   */
  readonly connections?: number;
  /** Where the request metrics are listed. @default a registry of its own */
  readonly registry?: Registry;
}

/** A connection to one API server. */
export interface Connection extends ApiConnection, ByteConnection {
  /** Address of the API server: `https://10.0.0.1:6443`. */
  readonly server: string;
  /** The kubeconfig's name for who we are; says nothing about what the API server calls us. */
  readonly identity: string;
  readonly metrics: RequestMetrics;
  /** Breaks off whatever runs (it throws `Aborted`) and closes all connections. */
  close(): Promise<void>;
}

/**
 * Prepares a connection. Nothing is sent before the first request, so this succeeds while the API server is away.
 *
 * @throws ApiError `Misconfigured` when the kubeconfig cannot be used
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  try {
    const source = new CredentialSource(() => loadKubeconfig(options));
    await source.current();
    return new HttpConnection(source, {
      userAgent: options.userAgent,
      connections: options.connections ?? 16,
      metrics: new RequestMetrics(options.registry),
    });
  } catch (error) {
    throw unusable(error, options.kubeconfig);
  }
}

/** Only the first line is told, and the error itself is not kept: YAML errors go on to quote the file, which holds secrets. */
function unusable(error: unknown, file: string | undefined): ApiError {
  const [what = ''] = String(error instanceof Error ? error.message : error).split('\n', 1);
  return new ApiError({
    code: 'Misconfigured',
    method: 'CONNECT',
    path: `the cluster of ${file === undefined ? 'the environment’s kubeconfig' : `kubeconfig ${file}`}`,
    detail: what.slice(0, 500),
  });
}
