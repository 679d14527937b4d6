import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { systemClock, type Clock } from '../../cluster/clock.ts';
import { until } from '../../cluster/testing/until.ts';
import { fleetExample } from '../../controller/testing/objects.ts';
import { startGitServer, type GitServer } from '../../forge/testing/git-server.ts';
import type { CommitStatus } from '../../forge/commit-status.ts';
import type { FileChange } from '../../forge/testing/bare-repository.ts';
import type { PullRequest } from '../../forge/pull-request.ts';
import { makePlan } from '../../plan/make-plan.ts';
import { publishedPlan } from '../../plan/published-plan.ts';
import { storeFile } from '../../plan/testing/scene.ts';
import type { StoreCluster } from '../../plan/plan-report.ts';
import { fleetStatusSchema } from '../../synth/spec/fleet.ts';
import type { FleetObject } from '../../synth/spec/objects.ts';
import { synthesise } from '../../synth/synthesise.ts';
import { Outbox } from '../github/feedback/outbox.ts';
import { FleetMirrors } from '../github/pulls/fleet-mirrors.ts';
import { PullPlanner, type MakePlan } from '../github/pulls/pull-planner.ts';
import { MemoryForge, pullExample } from './memory-forge.ts';
import { recordedLog } from './recorded-log.ts';

/** Back-offs are short here, in ms; everything else takes the time that it takes. */
const hurried: Clock = {
  now: () => systemClock.now(),
  after: (ms, callback) => systemClock.after(Math.min(ms, 20), callback),
};

/** A Git server with pull requests, a forge that tells of them, and a planner. */
export class PullScene implements AsyncDisposable {
  readonly git: GitServer;
  readonly forge = new MemoryForge();
  readonly log = recordedLog();
  readonly merged: PullRequest[] = [];
  /** Heads that were planned, in order. */
  readonly planned: string[] = [];
  /** Called with each head before it is planned. */
  beforePlan: (head: string, signal: AbortSignal) => Promise<void> = () => Promise.resolve();
  /** What the cluster says of every store that changes. */
  check: StoreCluster | undefined;
  /** In place of the real one, where objects do not matter. */
  synthesise = synthesise;
  fleets: FleetObject[];
  readonly #directory: string;
  #parts: { planner: PullPlanner; outbox: Outbox; mirrors: FleetMirrors };

  private constructor(git: GitServer, directory: string) {
    this.git = git;
    this.#directory = directory;
    this.fleets = [this.fleet('shops')];
    this.#parts = this.#start();
  }

  static async start(): Promise<PullScene> {
    const git = await startGitServer({ repositories: ['acme/stores'] });
    return new PullScene(git, await mkdtemp(join(tmpdir(), 'urumi-pulls-')));
  }

  /** With a store named `old` in the branch, and a file that is none. */
  static async withOldStore(): Promise<PullScene> {
    const scene = await PullScene.start();
    await scene.push({ 'stores/old.yaml': storeFile('old'), 'stores/README.md': 'shops\n' });
    return scene;
  }

  get planner(): PullPlanner {
    return this.#parts.planner;
  }

  get mirrors(): FleetMirrors {
    return this.#parts.mirrors;
  }

  get outbox(): Outbox {
    return this.#parts.outbox;
  }

  /** The comment with the plan of a pull request; empty when there is none. */
  comment(number = 7): string {
    return this.forge.comments.get(`${number} ${publishedPlan.marker}`) ?? '';
  }

  /** The status with the verdict on the plan that was told last. */
  verdict(): CommitStatus | undefined {
    return this.forge.status('urumi/plan');
  }

  /** Resolves when nothing is left to be planned or told. */
  async quiet(): Promise<void> {
    await until(() => this.outbox.size === 0 && this.planner.size === 0);
  }

  /** Has a pull request planned, and told of it. */
  async ask(number = 7): Promise<void> {
    assert.equal(this.planner.ask(number), true);
    await this.quiet();
  }

  fleet(name: string, branch = 'main', head?: string): FleetObject {
    const source = { url: this.git.url('acme/stores'), branch };
    const fleet = fleetExample({ source, environment: { domain: 'shops.test' } }, name);
    return { ...fleet, status: fleetStatusSchema.parse({ ...(head !== undefined && { head }) }) };
  }

  /** Commits to main. */
  push(changes: Readonly<Record<string, FileChange>>): Promise<string> {
    return this.git.repository('acme/stores').commit(changes);
  }

  /** Opens a pull request with these changes, or gives it another head. @returns the head */
  async open(
    number: number,
    changes: Readonly<Record<string, FileChange>>,
    rest: Partial<PullRequest> = {},
  ): Promise<string> {
    const repository = this.git.repository('acme/stores');
    const parent = (await repository.head()) ?? null;
    const head = await repository.commit(changes, { branch: `topic-${number}`, parent });
    await this.offer(number, head, rest);
    return head;
  }

  /** Makes a commit the head of a pull request. */
  async offer(number: number, head: string, rest: Partial<PullRequest> = {}): Promise<void> {
    await this.git.repository('acme/stores').git('update-ref', `refs/pull/${number}/head`, head);
    this.forge.pulls.set(number, pullExample(number, head, rest));
  }

  /** The planner's process ends, and another one takes its place. */
  async restart(): Promise<void> {
    await this.#stop();
    this.#parts = this.#start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
    await this.git.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  #start(): { planner: PullPlanner; outbox: Outbox; mirrors: FleetMirrors } {
    const shared = { clock: hurried, random: () => 0.5, log: this.log, registry: new Registry() };
    const outbox = new Outbox(shared);
    const mirrors = new FleetMirrors({ dataDir: this.#directory });
    const plan: MakePlan = async (input, sources) => {
      this.planned.push(input.head.id);
      await this.beforePlan(input.head.id, sources.signal);
      return await makePlan(input, {
        ...sources,
        synthesise: this.synthesise,
        ...(this.check && { check: () => Promise.resolve(this.check) }),
      });
    };
    const planner = new PullPlanner({
      ...shared,
      outbox,
      forge: this.forge.forge(this.git.origin),
      fleets: { list: () => this.fleets },
      mirrorOf: (fleet) => mirrors.of(fleet),
      plan,
      onMerged: (pull) => void this.merged.push(pull),
    });
    planner.start();
    return { planner, outbox, mirrors };
  }

  async #stop(): Promise<void> {
    const { planner, outbox, mirrors } = this.#parts;
    await planner.stop();
    await outbox.stop();
    await mirrors.close();
  }
}
