import type { KubeObject } from '../../../cluster/object.ts';
import { isPending, rotationStep } from '../rotate-secret.ts';
import type { SeededRandom } from './seeded-random.ts';
import { World } from './world.ts';

const key = { generate: 'hex', bytes: 4 } as const;

interface Mounted {
  readonly password: string;
  readonly next: string | undefined;
  readonly rotation: string | undefined;
}

/**
 * A database, the Secret with its password, the rotation Job and a controller that may crash between any two requests. The steps are those of `rotationStep`; what stands
 * around them (old Jobs go first, a Job comes when the Secret is looked at) follows `progress.ts`; the Job does what rotate-database.sh does.
 */
export class ToyRotation {
  readonly random: SeededRandom;
  data: Record<string, string>;
  /** What the database takes, in base64 as in the Secret. */
  database: string;
  wanted: string | undefined;
  /** Passwords that ever came into use. */
  readonly used: string[] = [];
  #made = 0;
  /** The value for which this controller has looked at the Secret. */
  #looked: string | undefined;
  #job: { value: string; done: boolean; pod: Mounted | undefined } | undefined;

  constructor(random: SeededRandom) {
    this.random = random;
    this.database = this.#newValue();
    this.data = { password: this.database, 'root-password': 'root' };
  }

  crash(): void {
    this.#looked = undefined;
  }

  /** One request of the controller. */
  control(): void {
    if (this.#job !== undefined && this.#job.value !== this.wanted) this.#job = undefined;
    else if (this.#looked !== (this.wanted ?? 'nothing')) this.#look();
    else if (this.wanted !== undefined && this.#job === undefined)
      this.#job = { value: this.wanted, done: false, pod: undefined };
    else if (this.#job?.done === true && isPending(Object.keys(this.data))) this.#look();
  }

  /** The pod of the Job starts, or does its work: it may be killed before or after the database has changed the password. */
  work(): void {
    const job = this.#job;
    if (job === undefined || job.done) return;
    if (job.pod === undefined || this.random.chance(0.2)) {
      const { password = '', 'next-password': next, rotation } = this.data;
      job.pod = { password, next, rotation };
      return;
    }
    const { password, next, rotation } = job.pod;
    if (next === undefined && textOf(rotation) !== job.value) job.pod = undefined;
    else if (this.database === (next ?? password)) job.done = true;
    else if (next === undefined || this.database !== password) throw new Error('the database refuses both passwords');
    else this.database = next;
  }

  get isSettled(): boolean {
    return !isPending(Object.keys(this.data)) && textOf(this.data['rotation']) === this.wanted;
  }

  #look(): void {
    const rotation = {
      keys: ['password'],
      job: 'rotate',
      ...(this.wanted === undefined ? {} : { value: this.wanted }),
    };
    const request = { name: 's', namespace: 'n', labels: {}, keys: { password: key }, guards: [], rotation };
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: this.data } as KubeObject;
    const step = rotationStep(request, secret, { live: this.#live(), randomBytes: () => this.#bytes() });
    if (step.problem?.reason === 'RotationJobLeft') throw new Error(step.problem.message);
    for (const [name, value] of Object.entries(step.data ?? {})) {
      if (value === null) delete this.data[name];
      else this.data[name] = value;
    }
    const { password = '' } = this.data;
    if (this.used.at(-1) !== password) this.used.push(password);
    // The answer may be lost: then the controller looks once more.
    if (step.problem === undefined && this.random.chance(0.8)) this.#looked = this.wanted ?? 'nothing';
  }

  #live(): World {
    const world = new World();
    const status = this.#job?.done === true ? 'Current' : 'InProgress';
    if (this.#job !== undefined)
      world.put(`Job.batch/n/rotate-${this.#job.value}`, { health: { status, reason: '', message: '' } });
    return world;
  }

  #bytes(): Uint8Array {
    this.#made += 1;
    return new Uint8Array([0, 0, this.#made >> 8, this.#made & 255]);
  }

  #newValue(): string {
    return Buffer.from(Buffer.from(this.#bytes()).toString('hex')).toString('base64');
  }
}

function textOf(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString();
}
