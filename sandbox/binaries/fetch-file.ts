import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EnvHttpProxyAgent, fetch, type Response } from 'undici';
import { SandboxError } from '../sandbox-error.ts';

// A host that cannot be reached must not hold things up: there is another way to get a binary.
const connectTimeoutMs = 4000;
const headersTimeoutMs = 10_000;
const stalledAfterMs = 15_000;
const maximumBytes = 400 * 1024 * 1024;
const maximumTextBytes = 4 * 1024 * 1024;

/**
 * A connection to the outside, through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY (or the same in lower case)
 * name.
 *
 * @throws SandboxError `way-failed`
 */
export function outsideAgent(env: NodeJS.ProcessEnv): EnvHttpProxyAgent {
  const proxies = {
    httpProxy: env.http_proxy ?? env.HTTP_PROXY ?? '',
    httpsProxy: env.https_proxy ?? env.HTTPS_PROXY ?? '',
    noProxy: env.no_proxy ?? env.NO_PROXY ?? '',
  };
  const timeouts = { headersTimeout: headersTimeoutMs, bodyTimeout: stalledAfterMs };
  try {
    return new EnvHttpProxyAgent({ ...proxies, ...timeouts, connect: { timeout: connectTimeoutMs } });
  } catch (error) {
    throw new SandboxError(
      'way-failed',
      `Nothing can be downloaded: the proxy in HTTP_PROXY or HTTPS_PROXY is not a URL (${String(error)})`,
      'Write it as http://host:port.',
      { cause: error },
    );
  }
}

export interface FetchOptions {
  readonly agent: EnvHttpProxyAgent;
  readonly signal?: AbortSignal;
  readonly onBytes?: (received: number, total: number | undefined) => void;
}

/** A small text, at most 4 MB. @throws SandboxError `way-failed` */
export async function fetchText(url: string, options: FetchOptions): Promise<string> {
  const response = await get(url, options);
  const chunks: Uint8Array[] = [];
  let size = 0;
  await received(url, options, async () => {
    for await (const chunk of bodyOf(url, response)) {
      size += (chunk as Uint8Array).length;
      if (size > maximumTextBytes) throw wayFailed(url, `the answer is larger than ${maximumTextBytes} bytes`);
      chunks.push(chunk as Uint8Array);
    }
  });
  return Buffer.concat(chunks).toString('utf8');
}

/** Downloads into a file; resolves to the SHA-256 of what came, hex. @throws SandboxError `way-failed` */
export async function fetchFile(url: string, file: string, options: FetchOptions): Promise<string> {
  const response = await get(url, options);
  const total = Number(response.headers.get('content-length') ?? '') || undefined;
  const hash = createHash('sha256');
  let size = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      hash.update(chunk);
      options.onBytes?.(size, total);
      done(size > maximumBytes ? wayFailed(url, `the answer is larger than ${maximumBytes} bytes`) : null, chunk);
    },
  });
  await received(url, options, () => pipeline(bodyOf(url, response), measure, createWriteStream(file)));
  return hash.digest('hex');
}

async function get(url: string, { agent, signal }: FetchOptions): Promise<Response> {
  const headers = { 'user-agent': 'urumi', accept: '*/*' };
  const response = await received(url, { signal }, () =>
    fetch(url, { dispatcher: agent, headers, ...(signal ? { signal } : {}) }),
  );
  if (response.ok) return response;
  await response.body?.cancel();
  throw wayFailed(url, `the answer was ${response.status} ${response.statusText}`);
}

function bodyOf(url: string, response: Response): Readable {
  if (response.body === null) throw wayFailed(url, 'the answer was empty');
  return Readable.fromWeb(response.body);
}

/** Turns whatever goes wrong on the network into an error that names the URL; an abort stays one. */
async function received<T>(
  url: string,
  { signal }: { signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SandboxError) throw error;
    throw wayFailed(url, reasonOf(error), error);
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

function wayFailed(url: string, reason: string, cause?: unknown): SandboxError {
  return new SandboxError('way-failed', `${url} could not be downloaded: ${reason}`, '', { cause });
}
