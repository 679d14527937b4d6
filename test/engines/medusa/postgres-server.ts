import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../../../sandbox/process/free-port.ts';
import { startGuarded, type GuardedChild } from '../../../sandbox/process/guarded-child.ts';
import { until } from '../../harness/until.ts';
import { OrdinaryUser } from '../ordinary-user.ts';
import type { MedusaPrograms } from './medusa-programs.ts';

const nobody = new OrdinaryUser('nobody', 'nogroup');

/** A PostgreSQL of its own, as the store's: one user, who owns everything, logs in with a password over TCP. */
export class PostgresServer {
  readonly user = 'medusa';
  readonly database = 'medusa';
  readonly port: number;
  readonly password: string;
  readonly #programs: MedusaPrograms;
  readonly #folder: string;
  #child: GuardedChild | undefined;

  private constructor(programs: MedusaPrograms, folder: string, port: number, password: string) {
    this.#programs = programs;
    this.#folder = folder;
    this.port = port;
    this.password = password;
  }

  /** @param folder that `nobody` can enter; the data goes below it */
  static async create(programs: MedusaPrograms, folder: string, password: string): Promise<PostgresServer> {
    const server = new PostgresServer(programs, folder, await freePort(), password);
    mkdirSync(folder, { recursive: true });
    nobody.own(folder);
    chmodSync(folder, 0o700);
    const passwordFile = path.join(folder, 'password');
    writeFileSync(passwordFile, password, { mode: 0o644 });
    server.#run('initdb', [
      '--pgdata',
      server.#data,
      '--username',
      server.user,
      '--pwfile',
      passwordFile,
      '--auth',
      'scram-sha-256',
      '--encoding',
      'UTF8',
      '--locale',
      'C.UTF-8',
      '--no-sync',
    ]);
    await server.start();
    server.sql(`create database ${server.database}`, 'postgres');
    return server;
  }

  get url(): string {
    return `postgres://${this.user}:${this.password}@127.0.0.1:${this.port}/${this.database}`;
  }

  async start(): Promise<void> {
    const settings = [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `port=${this.port}`,
      '-c',
      `unix_socket_directories=${this.#folder}`,
      '-c',
      'shared_buffers=64MB',
      '-c',
      'max_connections=100',
      '-c',
      'fsync=off',
    ];
    this.#child = startGuarded({
      name: 'postgres',
      ...this.#command('postgres', ['-D', this.#data, ...settings]),
      logFile: `${this.#folder}.log`,
      pidFile: `${this.#folder}.pid`,
      cwd: '/',
    });
    await until('PostgreSQL answers', () => this.#answers(), { tell: () => this.#child?.name ?? '' });
  }

  /** As when a node fails: no client is waited for, and the next start recovers. */
  async stop(): Promise<void> {
    if (this.#child !== undefined) this.#run('pg_ctl', ['stop', '-D', this.#data, '-m', 'immediate', '-w', '-t', '10']);
    await this.#child?.stop();
    this.#child = undefined;
  }

  /** @returns what psql prints, a row a line, columns with | between */
  sql(statement: string, database = this.database): string {
    return execFileSync(
      path.join(this.#programs.postgres, 'psql'),
      ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', String(this.port), '-U', this.user, '-d', database],
      {
        input: statement,
        encoding: 'utf8',
        env: { ...process.env, PGPASSWORD: this.password },
        stdio: ['pipe', 'pipe', 'pipe'],
        maxBuffer: 64_000_000,
      },
    ).trimEnd();
  }

  get #data(): string {
    return path.join(this.#folder, 'data');
  }

  #answers(): boolean {
    try {
      return this.sql('select 1', 'postgres') === '1';
    } catch {
      return false;
    }
  }

  #run(program: string, args: readonly string[]): void {
    const { command, args: all } = this.#command(program, args);
    execFileSync(command, all, { cwd: '/', stdio: 'pipe' });
  }

  #command(program: string, args: readonly string[]): { command: string; args: readonly string[] } {
    const file = path.join(this.#programs.postgres, program);
    return nobody.running(file, args);
  }
}
