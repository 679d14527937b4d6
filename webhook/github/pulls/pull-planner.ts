import { publishedPlan } from '../../../plan/published-plan.ts';
import { createHash } from 'node:crypto';
import { Histogram, type Registry } from 'prom-client';
import { registerGauge } from '../../../cluster/gauge.ts';
import { backOffMs } from '../../../cluster/back-off.ts';
import type { Catalog } from '../../../cluster/catalog.ts';
import type { Clock } from '../../../cluster/clock.ts';
import type { Forge } from '../../../forge/forge.ts';
import type { PullRequest } from '../../../forge/pull-request.ts';
import { RepositoryError } from '../../../forge/repository/repository-error.ts';
import type { PlanInput } from '../../../plan/plan-input.ts';
import type { PlanReport } from '../../../plan/plan-report.ts';
import type { FleetObject } from '../../../synth/spec/objects.ts';
import type { Log } from '../../../cluster/log.ts';
import { askedPauseMs } from '../asked-pause.ts';
import type { Outbox } from '../feedback/outbox.ts';
import { tellsOf } from '../feedback/plan-comment.ts';
import type { TwinPlan } from '../feedback/plan-verdict.ts';
import { planSubstance } from '../feedback/plan-substance.ts';
import { publishDelay, publishPlan, retractPlan } from '../feedback/publish-plan.ts';
import { followersOf } from '../fleets/followed-branches.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import { OpenPulls, type OpenPull } from './open-pulls.ts';
import { pullPlanInput, type PullRepository } from './pull-plan-input.ts';

/** Makes the plan of an input; passed in, because it asks the cluster. */
export type MakePlan = (
  input: Omit<PlanInput, 'live'>,
  sources: { readonly read: PullRepository['readBlobs']; readonly signal: AbortSignal },
) => Promise<PlanReport>;

export interface PullPlannerOptions {
  readonly forge: Forge;
  readonly fleets: Pick<Catalog<FleetObject>, 'list'>;
  readonly mirrorOf: (fleet: FleetObject) => Promise<PullRepository>;
  readonly plan: MakePlan;
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly registry: Registry;
  /** Called with each pull request that turns out to be merged. */
  readonly onMerged: (pull: PullRequest) => void;
}

interface Job {
  readonly number: number;
  /** An event asked for it: what was said before does not count. */
  readonly isAsked: boolean;
}

/** What was planned last of a pull request. */
interface Planned {
  readonly key: string;
  /** What was said of it; undefined after a restart: only the pull request knows. */
  readonly substance?: string;
}

/** Pull requests that are planned at once, and that may wait. */
const concurrency = 2;
const most = 1_000;
/** After so many failures in a row the pull request is told, and the next poll tries again. */
const patience = 5;

function isProvisional(reports: readonly PlanReport[]): boolean {
  const unchecked = reports.flatMap(({ stores }) => stores.flatMap(({ cluster }) => cluster?.unchecked ?? []));
  return unchecked.some(({ passing }) => passing);
}

/** The forge tells of a head that it does not offer to Git yet. */
class HeadNotOffered extends Error {
  override readonly name = 'HeadNotOffered';
}

/**
 * Plans pull requests. The event is a hint: head, base and state are read from the forge, files from Git. The newest head wins, an older run is
 * cancelled; what was planned before is not planned again unless an event asks for it.
 */
export class PullPlanner {
  readonly #options: PullPlannerOptions;
  readonly #queue: KeyedQueue<Job>;
  /** By number. Bounded by `keepOnly`. */
  readonly #planned = new Map<number, Planned>();
  readonly #open = new OpenPulls();
  readonly #seconds: Histogram;

  constructor(options: PullPlannerOptions) {
    this.#options = options;
    const { clock, registry } = options;
    this.#queue = new KeyedQueue({
      clock,
      concurrency,
      most,
      newer: 'cancels',
      work: (job, signal) => this.#plan(job, signal),
      retryMs: (error, failures, job) => this.#retryMs(error, failures, job),
    });
    this.#seconds = new Histogram({
      name: 'urumi_pull_plan_seconds',
      help: 'Time to plan a pull request, from the first question to the forge until there is something to tell.',
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers: [registry],
    });
    registerGauge(registry, {
      name: 'urumi_pulls_waiting',
      help: 'Pull requests that wait to be planned, are being planned or are tried again later.',
      read: () => this.size,
    });
  }

  /** Begins with the work: Fleets are known. What was asked for before waits until then. */
  start(): void {
    this.#queue.start();
  }

  /** Plans a pull request of which an event told. @returns false when there is no room */
  ask(number: number): boolean {
    return this.#queue.add(`${number}`, { number, isAsked: true });
  }

  /** Pull requests that wait, are being planned or are tried again later. */
  get size(): number {
    return this.#queue.size;
  }

  /** Plans an open pull request if what it would be planned from has changed since. */
  look(pull: PullRequest): void {
    this.#askAgain(this.#open.see(pull));
    const followers = this.#followers(pull);
    const planned = this.#planned.get(pull.number)?.key;
    const isCurrent = followers.length === 0 ? planned === undefined : planned === this.#keyOf(pull, followers);
    // A run that is under way may not be about this head; the next look knows.
    if (isCurrent || this.#queue.has(`${pull.number}`)) return;
    this.#queue.add(`${pull.number}`, { number: pull.number, isAsked: false });
  }

  /** Remembers of no pull request but these. */
  keepOnly(open: ReadonlySet<number>): void {
    for (const number of this.#planned.keys()) if (!open.has(number)) this.#planned.delete(number);
    this.#askAgain(this.#open.keepOnly(open));
  }

  stop(): Promise<void> {
    return this.#queue.stop();
  }

  #followers({ base }: OpenPull): FleetObject[] {
    const { forge, fleets } = this.#options;
    return followersOf(fleets.list(), forge.repository).filter(({ spec }) => spec.source.branch === base.branch);
  }

  /** Changes when the head does, the fleet, or the branch that the fleet follows. */
  #keyOf({ head, base }: OpenPull, followers: readonly FleetObject[]): string {
    const facts = followers.map(({ metadata, status }) => [metadata.uid, metadata.generation, status.head]);
    const text = JSON.stringify([head.sha, base.branch, facts]);
    return createHash('sha256').update(text).digest('hex').slice(0, 32);
  }

  async #plan({ number, isAsked }: Job, signal: AbortSignal): Promise<void> {
    const { forge, clock, outbox, log } = this.#options;
    const started = clock.now();
    const pull = await forge.readPullRequest(number, signal);
    if (pull.state !== 'open') {
      this.#leave(pull);
      return;
    }
    this.#askAgain(this.#open.see(pull));
    const followers = this.#followers(pull);
    if (followers.length === 0) {
      this.#retract(pull);
      return;
    }
    const key = this.#keyOf(pull, followers);
    if (!isAsked && (await this.#isSaid(pull, key, signal))) {
      this.#planned.set(number, { key });
      return;
    }
    const reports = await this.#reports(pull, followers, signal);
    const twins = await this.#twinPlans(pull, signal);
    signal.throwIfAborted();
    const substance = planSubstance([...reports, ...twins.flatMap((twin) => twin.reports)]);
    const before = this.#planned.get(number)?.substance;
    // While the API server is away there is a plan to be told, and a better one to be made.
    this.#planned.set(number, { key: isProvisional(reports) ? '' : key, substance });
    this.#seconds.observe((clock.now() - started) / 1_000);
    log.info({ pull: number, head: pull.head.sha, ms: clock.now() - started }, 'a pull request was planned');
    if (!isAsked && before === substance) return;
    outbox.post(`plan/${number}`, {
      about: `plan of pull request ${number}`,
      send: (signal) => publishPlan(forge, { pull, head: pull.head.sha, reports, twins, key }, signal),
    });
  }

  /** What others would do that have this head: nothing may be merged by the check that another one has got. */
  async #twinPlans(pull: PullRequest, signal: AbortSignal): Promise<TwinPlan[]> {
    const plans: TwinPlan[] = [];
    for (const twin of this.#open.twinsOf(pull))
      plans.push({ number: twin.number, reports: await this.#reports(twin, this.#followers(twin), signal) });
    return plans;
  }

  /** Their check told of another pull request, too, which has this head no more. */
  #askAgain(twins: readonly OpenPull[]): void {
    for (const { number } of twins) this.ask(number);
  }

  async #reports(
    pull: OpenPull,
    followers: readonly FleetObject[],
    signal: AbortSignal,
  ): Promise<readonly PlanReport[]> {
    const { mirrorOf, plan, clock } = this.#options;
    const reports: PlanReport[] = [];
    for (const fleet of followers) {
      const mirror = await mirrorOf(fleet);
      const question = { number: pull.number, fleet, now: clock.now() };
      const input = await pullPlanInput(mirror, question, signal);
      if (input.head.id !== pull.head.sha) {
        throw new HeadNotOffered(`Git offers ${input.head.id} and not yet ${pull.head.sha}`);
      }
      reports.push(await plan(input, { read: (ids, limits) => mirror.readBlobs(ids, limits), signal }));
    }
    return reports;
  }

  /** After a restart: whether the pull request says already what a plan would say. */
  async #isSaid({ number, head }: PullRequest, key: string, signal: AbortSignal): Promise<boolean> {
    const { forge } = this.#options;
    if (this.#planned.has(number)) return false;
    const [comment, verdict] = await Promise.all([
      forge.findComment(number, publishedPlan.marker, signal),
      forge.readVerdict(head.sha, publishedPlan.context, signal),
    ]);
    const isJudged = verdict !== undefined && verdict.state !== 'pending';
    return isJudged && comment !== undefined && tellsOf(comment.markdown, key);
  }

  /** It is to be merged elsewhere now: what was said before does not hold any more. */
  #retract(pull: PullRequest): void {
    const { forge, outbox } = this.#options;
    if (!this.#planned.delete(pull.number)) return;
    outbox.post(`plan/${pull.number}`, {
      about: `end of the plan of pull request ${pull.number}`,
      send: (signal) => retractPlan(forge, pull, signal),
    });
  }

  #leave(pull: PullRequest): void {
    this.#planned.delete(pull.number);
    this.#askAgain(this.#open.forget(pull.number));
    this.#options.outbox.drop(`plan/${pull.number}`);
    if (pull.state === 'merged') this.#options.onMerged(pull);
  }

  #retryMs(error: unknown, failures: number, { number }: Job): number | undefined {
    const { random, log } = this.#options;
    const isLast = failures >= patience;
    if (failures === 2 || isLast) this.#tellOfDelay(number, error);
    if (isLast) {
      log.error({ pull: number, error: String(error) }, 'a pull request cannot be planned; the next poll tries again');
      return undefined;
    }
    const ms = Math.max(backOffMs(failures, random), askedPauseMs(error));
    log.warn({ pull: number, error: String(error), retryInMs: ms }, 'a pull request could not be planned');
    return ms;
  }

  #tellOfDelay(number: number, error: unknown): void {
    // The next plan is news, even when it says what the one before had said.
    this.#planned.delete(number);
    const { forge, outbox } = this.#options;
    // Only what is known to be fit for people's eyes: other errors may quote anything.
    const why = error instanceof RepositoryError ? error.reason : 'the log of urumi webhook says why';
    outbox.post(`plan/${number}`, {
      about: `delay of the plan of pull request ${number}`,
      async send(signal) {
        const pull = await forge.readPullRequest(number, signal);
        if (pull.state === 'open') await publishDelay(forge, { pull, head: pull.head.sha, why }, signal);
      },
    });
  }
}
