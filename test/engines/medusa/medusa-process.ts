import path from 'node:path';
import { freePort } from '../../../sandbox/process/free-port.ts';
import { startGuarded, type GuardedChild } from '../../../sandbox/process/guarded-child.ts';
import { untilUp } from '../until-up.ts';
import type { MedusaJson } from './medusa-json.ts';
import { peakBytes, residentBytes } from './process-memory.ts';

/** What it takes to run the application as a pod of a store does. */
export interface MedusaSpec {
  readonly name: string;
  /** The folder that the image calls /server. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly mode: 'shared' | 'server' | 'worker';
  /** MiB */
  readonly heap: number;
  /** For its log. */
  readonly logs: string;
}

/** What a request came to. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Empty when the answer is no JSON. */
  readonly json: MedusaJson;
}

/** A process of the Medusa application. */
export class MedusaProcess {
  readonly port: number;
  readonly #spec: MedusaSpec;
  #child: GuardedChild | undefined;

  private constructor(spec: MedusaSpec, port: number) {
    this.#spec = spec;
    this.port = port;
  }

  static async start(spec: MedusaSpec): Promise<MedusaProcess> {
    const medusa = new MedusaProcess(spec, await freePort());
    await medusa.start();
    return medusa;
  }

  async start(): Promise<void> {
    const { name, folder, environment, mode, heap, logs } = this.#spec;
    const child = startGuarded({
      name,
      command: process.execPath,
      args: ['node_modules/.bin/medusa', 'start'],
      logFile: path.join(logs, `${name}.log`),
      pidFile: path.join(logs, `${name}.pid`),
      cwd: folder,
      graceMs: 10_000,
      env: {
        PATH: process.env['PATH'],
        ...environment,
        NODE_ENV: 'production',
        NODE_OPTIONS: `--max-old-space-size=${heap}`,
        MEDUSA_WORKER_MODE: mode,
        DISABLE_MEDUSA_ADMIN: String(mode === 'worker'),
        PORT: String(this.port),
      },
    });
    this.#child = child;
    const isUp = async (): Promise<boolean> => (await this.ask('/health')).status === 200;
    await untilUp({ name, child, isUp }, { timeoutMs: 300_000, intervalMs: 250 });
  }

  async stop(): Promise<void> {
    await this.#child?.stop();
    this.#child = undefined;
  }

  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#child?.pid() ?? 0;
  }

  residentBytes(): number {
    return residentBytes(this.pid);
  }

  /** The most that it has had since it was started. */
  peakBytes(): number {
    return peakBytes(this.pid);
  }

  /** Asks as the ingress controller does: it has ended TLS. */
  async ask(
    url: string,
    { method = 'GET', body, headers = {} }: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const json = body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' };
    const content = body === undefined || body instanceof FormData ? body : JSON.stringify(body);
    const answer = await fetch(new URL(url, this.base), {
      method,
      headers: { 'x-forwarded-proto': 'https', ...json, ...headers },
      signal: AbortSignal.timeout(60_000),
      redirect: 'manual',
      ...(content === undefined ? {} : { body: content }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') === true;
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json: (isJson ? JSON.parse(text) : {}) as MedusaJson,
    };
  }

  /** Whether Kubernetes would send customers here. */
  async isReady(): Promise<boolean> {
    return (await this.ask('/ready').catch(() => undefined))?.status === 200;
  }
}
