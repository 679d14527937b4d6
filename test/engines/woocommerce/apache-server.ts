import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { freePort } from '../../../sandbox/process/free-port.ts';
import { startGuarded, type GuardedChild } from '../../../sandbox/process/guarded-child.ts';
import { docroot, webPort } from '../../../synth/engines/woocommerce/shop.ts';
import { OrdinaryUser } from '../ordinary-user.ts';
import { untilUp } from '../until-up.ts';
import type { WooCommercePrograms } from './woocommerce-programs.ts';

/** What WordPress' official image has Apache load, of Debian's modules. */
const modules = ['mpm_prefork', 'authz_core', 'authz_host', 'access_compat', 'dir', 'mime', 'env', 'rewrite'] as const;

const asWeb = new OrdinaryUser('www-data', 'www-data');

interface WebSpec {
  readonly programs: WooCommercePrograms;
  /** For its configuration and log. */
  readonly folder: string;
  /** Where WordPress is. */
  readonly root: string;
  /** Configuration files, as the config map of the store has them. */
  readonly files: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** What customers ask for. */
  readonly host: string;
}

interface WebAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** Apache with PHP, configured by the files of the store's config map; only port and folders are others. */
export class ApacheServer {
  readonly port: number;
  readonly #spec: WebSpec;
  #child: GuardedChild | undefined;

  private constructor(spec: WebSpec, port: number) {
    this.#spec = spec;
    this.port = port;
  }

  static async start(spec: WebSpec): Promise<ApacheServer> {
    const server = new ApacheServer(spec, await freePort());
    await server.#start();
    return server;
  }

  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    await this.#child?.stop();
    this.#child = undefined;
  }

  /** Asks as the ingress controller does, which has ended TLS; follows no redirect. */
  async ask(
    url: string,
    { form, cookie }: { readonly form?: URLSearchParams; readonly cookie?: string } = {},
  ): Promise<WebAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<WebAnswer>();
    const request = http.request(new URL(url, this.base), {
      method: form === undefined ? 'GET' : 'POST',
      timeout: 30_000,
      headers: {
        Host: this.#spec.host,
        'X-Forwarded-Proto': 'https',
        ...(form === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
        ...(cookie === undefined ? {} : { Cookie: cookie }),
      },
    });
    request.on('timeout', () => request.destroy(new Error(`${url}: no answer within 30 s`)));
    request.on('error', reject);
    request.on('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      text(response).then((body) => resolve({ status, headers, text: body }), reject);
    });
    request.end(form?.toString());
    return promise;
  }

  async #start(): Promise<void> {
    const { programs, folder, environment } = this.#spec;
    const runtime = path.join(folder, 'runtime');
    mkdirSync(runtime, { recursive: true });
    asWeb.own(runtime);
    const config = path.join(folder, 'apache.conf');
    writeFileSync(config, this.#configuration(runtime));
    this.#child = startGuarded({
      name: 'apache',
      ...asWeb.running(programs.apache, ['-f', config, '-DFOREGROUND']),
      logFile: path.join(folder, 'apache.log'),
      pidFile: path.join(folder, 'apache.pid'),
      cwd: '/',
      graceMs: 5_000,
      env: { PATH: process.env['PATH'], ...environment, APACHE_LOG_DIR: runtime },
    });
    const isUp = async (): Promise<boolean> => (await this.ask('/wp-includes/images/blank.gif')).status === 200;
    await untilUp({ name: 'Apache', child: this.#child, isUp });
  }

  #configuration(runtime: string): string {
    const { programs, root, files } = this.#spec;
    const own = Object.values(files)
      .join('\n')
      .replaceAll(docroot, root)
      .replaceAll(`*:${webPort}`, `*:${this.port}`)
      .replace(`Listen ${webPort}`, `Listen 127.0.0.1:${this.port}`);
    return [
      `ServerName localhost`,
      `PidFile ${runtime}/httpd.pid`,
      `ErrorLog ${runtime}/error.log`,
      `DefaultRuntimeDir ${runtime}`,
      ...modules.map((name) => `LoadModule ${name}_module ${programs.modules}/mod_${name}.so`),
      `LoadModule php_module ${programs.php}`,
      'TypesConfig /etc/mime.types',
      'LogFormat "%h %t \\"%r\\" %>s" combined',
      'DirectoryIndex index.php index.html',
      '<FilesMatch \\.php$>\nSetHandler application/x-httpd-php\n</FilesMatch>',
      own,
    ].join('\n');
  }
}
