import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { freePort } from '../../../sandbox/process/free-port.ts';
import { startGuarded, type GuardedChild } from '../../../sandbox/process/guarded-child.ts';
import { redisConfig, redisStart } from '../../../synth/engines/medusa/files/files.ts';
import { until } from '../../harness/until.ts';
import type { MedusaPrograms } from './medusa-programs.ts';

/** A Redis of its own, started by the script and with the configuration of the store's; only port, address and folder are others. */
export class RedisServer {
  readonly port: number;
  readonly #programs: MedusaPrograms;
  readonly #folder: string;
  readonly #password: string;
  #child: GuardedChild | undefined;

  private constructor(programs: MedusaPrograms, folder: string, port: number, password: string) {
    this.#programs = programs;
    this.#folder = folder;
    this.port = port;
    this.#password = password;
  }

  static async create(programs: MedusaPrograms, folder: string, password: string): Promise<RedisServer> {
    const server = new RedisServer(programs, folder, await freePort(), password);
    for (const name of ['data', 'runtime']) mkdirSync(path.join(folder, name), { recursive: true });
    const config = redisConfig
      .replace(/^bind .*$/m, 'bind 127.0.0.1')
      .replace(/^port .*$/m, `port ${server.port}`)
      .replace(/^dir .*$/m, `dir ${path.join(folder, 'data')}`);
    writeFileSync(path.join(folder, 'redis.conf'), `${config}maxmemory 80mb\n`);
    writeFileSync(path.join(folder, 'start-redis.sh'), redisStart);
    writeFileSync(path.join(folder, 'password'), password);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://:${this.#password}@127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.#child = startGuarded({
      name: 'redis',
      command: 'sh',
      args: [path.join(this.#folder, 'start-redis.sh')],
      logFile: `${this.#folder}.log`,
      pidFile: `${this.#folder}.pid`,
      env: {
        PATH: `${path.dirname(this.#programs.redis)}:${process.env['PATH'] ?? ''}`,
        PASSWORD_FILE: path.join(this.#folder, 'password'),
        RUNTIME_DIR: path.join(this.#folder, 'runtime'),
      },
    });
    await until('Redis answers', () => this.#answers());
  }

  async stop(): Promise<void> {
    await this.#child?.stop();
    this.#child = undefined;
  }

  /** How many jobs of that BullMQ queue nobody has taken yet. */
  async waiting(queue: string): Promise<number> {
    const answers = await this.#say(`LLEN ${queue}:wait\r\nZCARD ${queue}:prioritized`, /:\d+\r\n:\d+/);
    return [...answers.matchAll(/:(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  }

  async #answers(): Promise<boolean> {
    return (await this.#say('PING', /PONG/)) !== '';
  }

  /** Says commands to it, having logged in; what came when that matched, otherwise nothing. */
  async #say(command: string, wanted: RegExp): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const socket = connect(this.port, '127.0.0.1', () => socket.write(`AUTH ${this.#password}\r\n${command}\r\n`));
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
      if (wanted.test(text)) resolve(text);
    });
    socket.on('error', () => resolve(''));
    socket.on('close', () => resolve(''));
    socket.setTimeout(1000, () => socket.destroy());
    const answer = await promise;
    socket.destroy();
    return answer;
  }
}
