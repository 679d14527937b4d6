import { setTimeout as sleep } from 'node:timers/promises';
import { kindInfo } from '../../cluster/kinds.ts';
import { listObjects } from '../../cluster/list.ts';
import { readObject } from '../../cluster/read.ts';
import { SeededRandom } from '../../controller/store/testing/seeded-random.ts';
import { until } from '../harness/until.ts';
import { fleetStatusSchema } from '../../synth/spec/fleet.ts';
import { Chaos } from './chaos.ts';
import { FaultBed } from './fault-bed.ts';
import { FaultRunError } from './fault-run-error.ts';
import { isAtGoal } from './is-at-goal.ts';
import type { Goal } from './misfits.ts';
import { Shopkeepers, type Push } from './shopkeepers.ts';

/** Pushes amid faults; times in ms. */
const course = { pushes: 14, shortestPause: 150, longestPause: 1_800, mostKills: 6, restartChance: 0.05 } as const;
/** A watch that was silenced is replaced after 90 s, and a request may be backing off for 30 s. */
const patience = 240_000;

/** What happened in a run, for people to read. */
export interface RunReport {
  readonly seed: number;
  readonly shops: string;
  /** One line per push, kill and restart, with ms since the start. */
  readonly trace: readonly string[];
  readonly faults: ReadonlyMap<string, number>;
  /** From the end of the faults until everything was as it should be, ms. */
  readonly convergedAfter: number;
}

/** One run: a control plane of its own, a controller that is killed now and then, faults everywhere, and people who push. */
class RandomRun {
  readonly #seed: number;
  readonly #random: SeededRandom;
  readonly #people: Shopkeepers;
  readonly #faults: FaultBed;
  readonly #chaos: Chaos;
  readonly #trace: string[] = [];
  readonly #accidents = new Set<string>();
  readonly #startedAt = Date.now();

  constructor(seed: number, faults: FaultBed) {
    this.#seed = seed;
    this.#faults = faults;
    this.#random = new SeededRandom(seed);
    this.#people = new Shopkeepers(this.#random);
    // What goes wrong has numbers of its own: requests come as they like, and the pushes of a seed are the same each time.
    this.#chaos = new Chaos({
      random: new SeededRandom(seed + 0x5eed),
      kills: this.#random.below(course.mostKills + 1),
      kill: () => this.#kill(),
    });
  }

  /** @throws FaultRunError when something is lost, leaked, changed, made twice, or does not arrive */
  async run(): Promise<RunReport> {
    try {
      const controller = await this.#faults.bed.startController();
      await until('the controller runs', () => controller.output.includes('the controller runs'));
      const { api, git } = this.#chaos;
      this.#faults.api.rule = api;
      this.#faults.git.rule = git;
      await this.#push(this.#people.begin());
      const silentAt = this.#random.chance(0.2) ? this.#random.below(course.pushes) : -1;
      for (let step = 0; step < course.pushes; step++) {
        await sleep(course.shortestPause + this.#random.below(course.longestPause - course.shortestPause));
        if (step === silentAt) this.#silence();
        if (this.#random.chance(0.3)) this.#chaos.spoilWatch(this.#faults.api.watches);
        await this.#maybeRestart('kube-apiserver');
        await this.#maybeRestart('etcd');
        await this.#keepRunning();
        await this.#push(this.#people.next());
      }
      await this.#push(this.#people.mend());
      return await this.#converge();
    } catch (error) {
      throw error instanceof FaultRunError ? error : this.#failure(String(error), error);
    }
  }

  async #converge(): Promise<RunReport> {
    const { bed, witness } = this.#faults;
    const healedAt = Date.now();
    this.#note('the faults end');
    this.#faults.heal();
    for (const component of Object.values(bed.plane.components)) component.start();
    await until('the API server serves', () => this.#serves(), { timeoutMs: patience });
    await this.#keepRunning();
    await this.#untilApplied();
    const { pendingApproval } = fleetStatusSchema.parse(await this.#fleetStatus());
    // Files that all belong to stores of this moment look like another repository's, so a guard asks whether that is meant.
    if (pendingApproval !== undefined) {
      await this.#push(this.#people.approve(pendingApproval.count ?? pendingApproval.closures));
      await this.#untilApplied();
    }
    await witness.settled(patience);
    const goals = this.#people.goals(new Set([...witness.stores, ...(await this.#stores())]));
    for (const [name, goal] of goals) await this.#untilGoal(name, goal, healedAt + patience - Date.now());
    const convergedAfter = Date.now() - healedAt;
    this.#note('everything has arrived');
    await this.#judge(goals);
    return {
      seed: this.#seed,
      shops: this.#people.description,
      trace: this.#trace,
      faults: this.#chaos.counts,
      convergedAfter,
    };
  }

  async #untilApplied(): Promise<void> {
    const { bed } = this.#faults;
    const head = await bed.repository.head();
    await until('the head is applied', async () => (await this.#fleetStatus())?.['applied'] === head, {
      timeoutMs: patience,
      tell: () => bed.controller.output,
    });
  }

  async #judge(goals: ReadonlyMap<string, Goal>): Promise<void> {
    const { bed, witness } = this.#faults;
    const wrong = [...(await witness.violations()), ...(await this.#faults.misfits(goals))];
    for (const revision of witness.closingRevisions) {
      if (this.#accidents.has(revision))
        wrong.push(`revision ${revision.slice(0, 7)} closed a store: an accident, which the guards let pass`);
    }
    if (wrong.length > 0) throw this.#failure([...wrong, this.#people.description, bed.controller.output].join('\n'));
  }

  async #untilGoal(name: string, goal: Goal, timeoutMs: number): Promise<void> {
    const { bed } = this.#faults;
    await until(`${name} is ${goal}`, async () => isAtGoal(goal, await bed.store(name)), {
      timeoutMs,
      tell: () => bed.controller.output,
    });
  }

  async #push({ message, files, isAccident }: Push): Promise<void> {
    const revision = await this.#faults.bed.push(files, message);
    if (isAccident) this.#accidents.add(revision);
    this.#note(`${revision.slice(0, 7)} ${message.split('\n', 1)[0] ?? ''}`);
  }

  #kill(): void {
    this.#note('kill -9 of the controller');
    process.kill(this.#faults.bed.controller.pid, 'SIGKILL');
  }

  async #keepRunning(): Promise<void> {
    const { bed } = this.#faults;
    if (bed.controller.isRunning) return;
    await bed.controller.end('SIGKILL');
    await bed.startController();
    this.#note('the controller starts again');
  }

  async #maybeRestart(name: 'kube-apiserver' | 'etcd'): Promise<void> {
    if (!this.#random.chance(course.restartChance)) return;
    this.#note(`${name} is restarted`);
    await this.#faults.bed.plane.components[name]?.restart();
  }

  #silence(): void {
    this.#note('all watches fall silent');
    for (const watch of this.#faults.api.watches) watch.silence();
  }

  async #serves(): Promise<boolean> {
    const { api } = this.#faults.bed;
    return await readObject(api, 'Fleet.urumi.dev/urumi-system/shops').then(
      () => true,
      () => false,
    );
  }

  /** Of a store that came and was closed in the last moment the witness may not know yet. */
  async #stores(): Promise<string[]> {
    const names: string[] = [];
    for await (const { metadata } of listObjects(this.#faults.bed.api, kindInfo('Store', 'urumi.dev')))
      names.push(metadata.name);
    return names;
  }

  async #fleetStatus(): Promise<Record<string, unknown> | undefined> {
    return (await this.#faults.bed.fleet()).status;
  }

  #note(what: string): void {
    this.#trace.push(`${String(Date.now() - this.#startedAt).padStart(6)} ${what}`);
  }

  #failure(what: string, cause?: unknown): FaultRunError {
    return new FaultRunError(what, { seed: this.#seed, trace: this.#trace, faults: this.#chaos.counts, cause });
  }
}

/**
 * Plays one random history on a control plane of its own and judges what is left. The pushes, restarts and the number of kills are decided by the
 * seed; which request a fault strikes also depends on the order in which requests come.
 *
 * @throws FaultRunError with the history when something is lost, leaked, changed or made twice, or does not arrive
 */
export async function randomRun(seed: number): Promise<RunReport> {
  await using faults = await FaultBed.start({ limits: { closuresPerRevision: 100 } });
  return await new RandomRun(seed, faults).run();
}
