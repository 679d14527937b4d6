import assert from 'node:assert/strict';
import { plans } from '../../../synth/engines/medusa/plans.ts';
import type { MedusaPrograms } from './medusa-programs.ts';
import type { Answer, MedusaProcess, MedusaSpec } from './medusa-process.ts';
import { MedusaShop, type Outcome } from './medusa-shop.ts';

/** A title with everything in it, and longer than a store file may have it. */
export const title = `Müller's "Käse" & <b>Söhne</b> \`$(id)\` $HOME 👩‍🌾 100%`.padEnd(200, ' long');

/** A server as plan small has it. */
export const small = { name: 'server', mode: 'shared', heap: plans.small.server.heap } as const;

type Request = Readonly<{ method?: string; body?: unknown }>;

/** One shop, its processes, and its people: what the scenes hand on from one to the next. */
export class MedusaBed {
  readonly shop: MedusaShop;
  readonly #processes: MedusaProcess[] = [];
  #server: MedusaProcess | undefined;

  private constructor(shop: MedusaShop) {
    this.shop = shop;
  }

  /** @param application the folder that the image calls /server */
  static async open(programs: MedusaPrograms, application: string): Promise<MedusaBed> {
    return new MedusaBed(await MedusaShop.open(programs, application));
  }

  async close(): Promise<void> {
    await Promise.all(this.#processes.map((each) => each.stop()));
    await this.shop.close();
  }

  /** The server that people ask. */
  get server(): MedusaProcess {
    assert.ok(this.#server !== undefined, 'no server has been started yet');
    return this.#server;
  }

  /** From now on people ask this one. */
  ask(server: MedusaProcess): void {
    this.#server = server;
  }

  /** Starts a process of the shop, which ends with the bed at the latest. */
  async start(spec: Pick<MedusaSpec, 'name' | 'mode' | 'heap'>, scheme?: 'http' | 'https'): Promise<MedusaProcess> {
    const started = await this.shop.start(spec, scheme);
    this.#processes.push(started);
    return started;
  }

  /** Logs in as the shopkeeper. */
  async token(): Promise<string> {
    const { json } = await this.server.ask('/auth/user/emailpass', { method: 'POST', body: this.shop.admin });
    return json.token;
  }

  async asAdmin(path: string, { method = 'GET', body }: Request = {}): Promise<Answer> {
    const headers = { authorization: `Bearer ${await this.token()}` };
    const answer = await this.server.ask(path, { method, body, headers });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer;
  }

  asGuest(path: string): Promise<Answer> {
    return this.server.ask(path, { headers: { 'x-publishable-api-key': this.shop.key } });
  }
}

/** What a script came to that must have succeeded. */
export function succeeded(outcome: Outcome): Outcome {
  assert.equal(outcome.code, 0, `${outcome.output}\n${JSON.stringify(outcome.message)}`);
  return outcome;
}
