import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../../../sandbox/process/free-port.ts';
import { startGuarded, type GuardedChild } from '../../../sandbox/process/guarded-child.ts';
import { until } from '../../harness/until.ts';
import { OrdinaryUser } from '../ordinary-user.ts';
import type { MariaDbPrograms } from './woocommerce-programs.ts';

const nobody = new OrdinaryUser('nobody', 'nogroup');

/** A MariaDB of its own, as the store's: a database and a user who owns it and logs in with a password over TCP. */
export class MariaDbServer {
  readonly user = 'wordpress';
  readonly database = 'wordpress';
  readonly port: number;
  readonly #programs: MariaDbPrograms;
  readonly #folder: string;
  readonly #args: readonly string[];
  #child: GuardedChild | undefined;

  private constructor(programs: MariaDbPrograms, folder: string, port: number, args: readonly string[]) {
    this.#programs = programs;
    this.#folder = folder;
    this.port = port;
    this.#args = args;
  }

  /**
   * @param folder that `nobody` can enter; the data goes below it
   * @param password of the user, letters and digits only
   * @param args of the server, as its container has them
   */
  static async create(
    programs: MariaDbPrograms,
    folder: string,
    { password, args = [] }: { readonly password: string; readonly args?: readonly string[] },
  ): Promise<MariaDbServer> {
    const server = new MariaDbServer(programs, folder, await freePort(), args);
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    nobody.own(folder);
    const install = path.join(programs.client, 'mariadb-install-db');
    const { command, args: all } = nobody.running(install, [
      '--no-defaults',
      `--datadir=${server.#data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--skip-name-resolve',
    ]);
    execFileSync(command, all, { cwd: '/', stdio: 'pipe' });
    await server.start();
    server.sql(
      `delete from mysql.global_priv where User = ''; flush privileges; create database ${server.database};
       create user ${server.user}@'%' identified by '${password}'; grant all on ${server.database}.* to ${server.user}@'%';`,
    );
    return server;
  }

  async start(): Promise<void> {
    const files = [`--datadir=${this.#data}`, `--socket=${this.#socket}`, `--pid-file=${this.#folder}/server.pid`];
    const address = ['--bind-address=127.0.0.1', `--port=${this.port}`, '--skip-name-resolve'];
    const all = ['--no-defaults', ...files, ...address, ...this.#args];
    this.#child = startGuarded({
      name: 'mariadb',
      ...nobody.running(this.#programs.server, all),
      logFile: `${this.#folder}.log`,
      pidFile: `${this.#folder}.pid`,
      cwd: '/',
      graceMs: 20_000,
    });
    await until('MariaDB answers', () => this.#answers());
  }

  async stop(): Promise<void> {
    await this.#child?.stop();
    this.#child = undefined;
  }

  /** As root, from inside. @returns what the client prints: a row a line, columns with tabs between */
  sql(statement: string): string {
    const client = path.join(this.#programs.client, 'mariadb');
    const args = ['--no-defaults', `--socket=${this.#socket}`, '-uroot', '--batch', '--skip-column-names'];
    return execFileSync(client, args, { input: statement, encoding: 'utf8', stdio: 'pipe' }).trimEnd();
  }

  get #data(): string {
    return path.join(this.#folder, 'data');
  }

  get #socket(): string {
    return path.join(this.#folder, 'socket');
  }

  #answers(): boolean {
    try {
      return this.sql('select 1') === '1';
    } catch {
      return false;
    }
  }
}
