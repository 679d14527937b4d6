import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { environmentData } from '../../../synth/engines/medusa/configuration.ts';
import { scripts } from '../../../synth/engines/medusa/files/files.ts';
import { MedusaProcess, type MedusaSpec } from './medusa-process.ts';
import { openFolder, type OpenFolder } from '../open-folder.ts';
import { PostgresServer } from './postgres-server.ts';
import type { MedusaPrograms } from './medusa-programs.ts';
import { StorefrontProcess } from './storefront-process.ts';
import { RedisServer } from './redis-server.ts';
import { fleets, storeSpec } from '../../../synth/testing/samples.ts';

/** What a script leaves for the status of its pod, as far as the tests read it. */
interface ScriptResult {
  readonly ok?: boolean;
  readonly status?: string;
  readonly unproven?: readonly string[];
  readonly firstDay?: boolean;
}

/** What a script came to. */
export interface Outcome {
  readonly code: number | string;
  readonly output: string;
  readonly message: ScriptResult | undefined;
}

type Scheme = 'http' | 'https';

const host = 'demo-shop.shops.example.com';
const key = `pk_${'0123456789abcdef'.repeat(4)}`;
const adminPassword = 'correct-horse-battery-staple';

/** A store's database and Redis, and everything that its pods are given: the scripts of the Jobs, their environment, their files. */
export class MedusaShop {
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
  readonly admin = { email: 'owner@example.com', password: adminPassword };
  readonly key = key;
  readonly folder: string;
  readonly #opened: OpenFolder;
  readonly #application: string;

  private constructor(application: string, opened: OpenFolder, postgres: PostgresServer, redis: RedisServer) {
    this.#application = application;
    this.#opened = opened;
    this.folder = opened.path;
    this.postgres = postgres;
    this.redis = redis;
  }

  static async open(programs: MedusaPrograms, application: string): Promise<MedusaShop> {
    const opened = openFolder();
    const folder = opened.path;
    const files = path.join(folder, 'scripts');
    mkdirSync(files);
    for (const [name, text] of Object.entries(scripts)) writeFileSync(path.join(files, name), text);
    writeFileSync(path.join(folder, 'admin-password'), `${adminPassword}\n`);
    const postgres = await PostgresServer.create(programs, path.join(folder, 'postgres'), 'a'.repeat(48));
    const redis = await RedisServer.create(programs, path.join(folder, 'redis'), 'b'.repeat(48));
    return new MedusaShop(application, opened, postgres, redis);
  }

  async close(): Promise<void> {
    await Promise.all([this.postgres.stop(), this.redis.stop()]);
    this.#opened.close();
  }

  /** As in the pods of the store: see `environmentData`. */
  #environment(scheme: Scheme = 'https'): Record<string, string> {
    const spec = storeSpec({ engine: 'medusa' });
    const { environment } = fleets.production;
    return {
      ...environmentData({
        name: 'demo-shop',
        namespace: '',
        spec,
        environment,
        version: '',
        hosts: [host],
        scheme,
      }),
      HOME: this.folder,
      DATABASE_URL: this.postgres.url,
      REDIS_URL: this.redis.url,
      JWT_SECRET: 'c'.repeat(48),
      COOKIE_SECRET: 'd'.repeat(48),
      PUBLISHABLE_KEY: key,
    };
  }

  start(spec: Pick<MedusaSpec, 'name' | 'mode' | 'heap'>, scheme?: Scheme): Promise<MedusaProcess> {
    return MedusaProcess.start({
      ...spec,
      folder: this.#application,
      environment: this.#environment(scheme),
      logs: this.folder,
    });
  }

  /** @param folder the built storefront: see README.md */
  startStorefront(server: MedusaProcess, folder: string): Promise<StorefrontProcess> {
    return StorefrontProcess.start({ folder, backend: server.base, publishableKey: key, logs: this.folder });
  }

  /** Runs the setup Job's script. */
  setUp(settings: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    return this.#run(['sh', path.join(this.folder, 'scripts', 'setup.sh')], this.#setupEnvironment(settings));
  }

  /** Runs the last step of that script alone: the only one that reads what the store's file says. */
  ensureShop(settings: Readonly<Record<string, string>>): Promise<Outcome> {
    const medusa = path.join(this.#application, 'node_modules', '.bin', 'medusa');
    return this.#run(['node', medusa, 'exec', './src/scripts/ensure-shop.js'], this.#setupEnvironment(settings));
  }

  #setupEnvironment(settings: Readonly<Record<string, string>>): Record<string, string> {
    return {
      NODE_ENV: 'production',
      NODE_OPTIONS: '--max-old-space-size=512',
      MEDUSA_WORKER_MODE: 'server',
      DISABLE_MEDUSA_ADMIN: 'false',
      APP_DIR: this.#application,
      TITLE: 'Demo Shop',
      CURRENCY: 'eur',
      COUNTRY: 'de',
      CATALOG: 'sample',
      ADMIN_EMAIL: this.admin.email,
      ADMIN_PASSWORD_FILE: path.join(this.folder, 'admin-password'),
      DB_WAIT_S: '20',
      ...settings,
    };
  }

  /** Runs the validation Job's script against a server. */
  validate(server: MedusaProcess, settings: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    return this.#run(['node', path.join(this.folder, 'scripts', 'validate.mjs')], {
      SERVER: server.base,
      HOST: host,
      SCHEME: 'https',
      ADMIN_EMAIL: this.admin.email,
      ADMIN_PASSWORD_FILE: path.join(this.folder, 'admin-password'),
      ...settings,
    });
  }

  async #run([command = '', ...args]: readonly string[], environment: Record<string, string>): Promise<Outcome> {
    const log = path.join(this.folder, 'termination-log');
    writeFileSync(log, '');
    const files = path.join(this.folder, 'scripts');
    const env = {
      PATH: process.env['PATH'],
      ...this.#environment(),
      SCRIPTS_DIR: files,
      TERMINATION_LOG: log,
      ...environment,
    };
    const child = spawn(command, args, {
      env,
      cwd: this.#application,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
    const { promise, resolve, reject } = Promise.withResolvers<number | string>();
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ?? code ?? 1));
    const timer = setTimeout(() => child.kill('SIGKILL'), 400_000);
    const code = await promise;
    clearTimeout(timer);
    const text = readFileSync(log, 'utf8');
    return { code, output: output.slice(-4000), message: text === '' ? undefined : (JSON.parse(text) as ScriptResult) };
  }
}
