import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { scriptsFolder } from '../../../synth/engines/woocommerce/shop.ts';
import { synthesise } from '../../../synth/synthesise.ts';
import type { Synthesis } from '../../../synth/synthesis.ts';
import { fleets, storeSpec } from '../../../synth/testing/samples.ts';
import { until } from '../../harness/until.ts';
import { configOf, containerEnvironment, containerOf } from '../rendered-store.ts';
import { isProgram } from '../find-program.ts';
import { openFolder, type OpenFolder } from '../open-folder.ts';
import { OrdinaryUser } from '../ordinary-user.ts';
import { ApacheServer } from './apache-server.ts';
import { MariaDbServer } from './mariadb-server.ts';
import type { WooCommercePrograms } from './woocommerce-programs.ts';

/** What a script leaves for the status of its pod, as far as the tests read it. */
interface ScriptResult {
  readonly ok?: boolean;
  readonly status?: string;
  readonly total?: string;
  readonly order?: number;
  readonly unproven?: string;
  readonly wc?: string;
  readonly hpos?: boolean;
  readonly gateways?: readonly string[];
}

/** What a command came to. */
export interface Outcome {
  readonly code: number | string;
  readonly output: string;
  readonly message: ScriptResult | undefined;
}

/** The fields of a store file that a test changes. */
type Fields = Readonly<Record<string, unknown>>;

/** For one script, on a machine that does other things too, ms. */
const longestMs = 240_000;

const asWeb = new OrdinaryUser('www-data', 'www-data');
const secrets = Object.fromEntries(
  ['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'].flatMap((name) => [
    [`WORDPRESS_${name}_KEY`, `${name}-key-of-the-test`],
    [`WORDPRESS_${name}_SALT`, `${name}-salt-of-the-test`],
  ]),
);

/** A store's database, its copy of WordPress, and everything that its pods are given: scripts, settings and environment come from the objects that the synthesiser makes. */
export class WooCommerceShop {
  readonly adminPassword = 'Correct-horse_battery9';
  readonly folder: string;
  readonly database: MariaDbServer;
  readonly #programs: WooCommercePrograms;
  readonly #opened: OpenFolder;
  readonly #password: string;

  private constructor(
    programs: WooCommercePrograms,
    opened: OpenFolder,
    { database, password }: { database: MariaDbServer; password: string },
  ) {
    this.#programs = programs;
    this.#opened = opened;
    this.folder = opened.path;
    this.database = database;
    this.#password = password;
  }

  static async open(programs: WooCommercePrograms): Promise<WooCommerceShop> {
    const opened = openFolder();
    const password = 'a'.repeat(48);
    const args = containerOf(store(), 'StatefulSet/db').args.slice(1);
    const database = await MariaDbServer.create(programs, path.join(opened.path, 'mariadb'), { password, args });
    const shop = new WooCommerceShop(programs, opened, { database, password });
    shop.#lay();
    return shop;
  }

  async close(): Promise<void> {
    await this.database.stop();
    this.#opened.close();
  }

  /** Where WordPress is; read-only for the shop, but for its uploads. */
  get root(): string {
    return path.join(this.folder, 'wordpress');
  }

  /** Runs the setup Job's script. @param settings of its environment, instead of what the store has */
  setUp(fields: Fields = {}, settings: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const environment = { ...this.#environment(fields, 'Job/setup'), ...settings };
    return this.#run('sh', [path.join(this.#scripts, 'init.sh')], environment);
  }

  /** Runs the step of that script alone that writes what the store's file says. */
  settle(settings: Readonly<Record<string, string>>): Promise<Outcome> {
    const environment = { ...this.#environment({}, 'Job/setup'), ...settings };
    return this.#run('wp', ['eval-file', path.join(this.#scripts, 'settings.php')], environment);
  }

  /** Runs the setup Job's script until the database has so many tables, and kills it and what it has started, as when a node fails. */
  async breakSetUp(tables: number): Promise<Outcome> {
    const far = new AbortController();
    const environment = this.#environment({}, 'Job/setup');
    const broken = this.#run('sh', [path.join(this.#scripts, 'init.sh')], environment, far.signal);
    const count = `select count(*) >= ${tables} from information_schema.tables where table_schema = '${this.database.database}'`;
    await until('setup has come so far', () => this.database.sql(count) === '1', { timeoutMs: 120_000 });
    far.abort();
    return broken;
  }

  /** Runs the validation Job's script. */
  validate(web: ApacheServer): Promise<Outcome> {
    const environment = { ...this.#environment({}, 'Job/validate'), BASE: web.base };
    return this.#run('php', [path.join(this.#scripts, 'validate.php')], environment);
  }

  /** Runs the command of the CronJob. */
  cron(): Promise<Outcome> {
    const [program = '', ...args] = containerOf(store(), 'CronJob/wp-cron').command;
    const own = args.map((each) => each.replace(scriptsFolder, this.#scripts));
    return this.#run(program, own, this.#environment({}, 'CronJob/wp-cron'));
  }

  /** Runs WP-CLI. @returns what it printed, trimmed; throws when it failed */
  async wp(...args: string[]): Promise<string> {
    const { code, output } = await this.#run('wp', args, this.#environment({}, 'CronJob/wp-cron'));
    if (code !== 0) throw new Error(`wp ${args.join(' ')}: ${code}\n${output}`);
    return output.trim();
  }

  /** Starts its web server. */
  startWeb(): Promise<ApacheServer> {
    const environment = this.#environment({}, 'Deployment/web');
    return ApacheServer.start({
      programs: this.#programs,
      folder: this.folder,
      root: this.root,
      files: configOf(store(), 'store-httpd'),
      environment,
      host: environment['HOST'] ?? '',
    });
  }

  get #scripts(): string {
    return path.join(this.folder, 'scripts');
  }

  /** Lays out what the image and the volumes of the store have. */
  #lay(): void {
    cpSync(this.#programs.wordpress, this.root, { recursive: true });
    copyFileSync(fileURLToPath(new URL('wp-config.php', import.meta.url)), path.join(this.root, 'wp-config.php'));
    const uploads = path.join(this.root, 'wp-content', 'uploads');
    for (const folder of [uploads, this.#scripts, this.#php, this.#bin, this.#home]) mkdirSync(folder);
    for (const folder of [uploads, this.#home]) asWeb.own(folder);
    const files = { [this.#scripts]: configOf(store(), 'store-scripts'), [this.#php]: configOf(store(), 'store-php') };
    for (const [folder, content] of Object.entries(files))
      for (const [name, text] of Object.entries(content)) writeFileSync(path.join(folder, name), text);
    writeFileSync(path.join(this.folder, 'admin-password'), `${this.adminPassword}\n`);
    const { wp: cli } = this.#programs;
    const wp = `#!/bin/sh\nexec ${isProgram(cli) ? '' : 'php '}'${cli}' "$@"\n`;
    writeFileSync(path.join(this.#bin, 'wp'), wp, { mode: 0o755 });
  }

  get #php(): string {
    return path.join(this.folder, 'php');
  }

  get #bin(): string {
    return path.join(this.folder, 'bin');
  }

  get #home(): string {
    return path.join(this.folder, 'home');
  }

  /** As in the pod of that workload; only addresses and folders are others. */
  #environment(fields: Fields, workload: string): Record<string, string> {
    return {
      ...containerEnvironment(store(fields), workload),
      ...secrets,
      PATH: `${this.#bin}:${process.env['PATH'] ?? ''}`,
      HOME: this.#home,
      DOCROOT: this.root,
      INIT_DIR: this.#scripts,
      PHP_INI_SCAN_DIR: `:${this.#php}`,
      WORDPRESS_DB_HOST: `127.0.0.1:${this.database.port}`,
      WORDPRESS_DB_PASSWORD: this.#password,
      ADMIN_PASSWORD_FILE: path.join(this.folder, 'admin-password'),
      DB_WAIT_S: '20',
    };
  }

  async #run(
    program: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    kill = AbortSignal.timeout(longestMs),
  ): Promise<Outcome> {
    const log = path.join(this.folder, 'termination-log');
    writeFileSync(log, '');
    chmodSync(log, 0o666);
    const { command, args: all } = asWeb.running(program, args);
    const child = spawn(command, all, {
      env: { ...environment, TERMINATION_LOG: log },
      cwd: this.root,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
    const { promise, resolve, reject } = Promise.withResolvers<number | string>();
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ?? code ?? 1));
    // The whole group: wp-cli, too.
    const end = (): void => void process.kill(-(child.pid ?? 0), 'SIGKILL');
    kill.addEventListener('abort', end, { once: true });
    const code = await promise;
    kill.removeEventListener('abort', end);
    const text = readFileSync(log, 'utf8');
    return { code, output: output.slice(-8000), message: text === '' ? undefined : (JSON.parse(text) as ScriptResult) };
  }
}

function store(fields: Fields = {}): Synthesis {
  return synthesise({ name: 'demo-shop', spec: storeSpec(fields) }, fleets.production);
}
