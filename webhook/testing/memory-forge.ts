import type { CheckRunWish } from '../../forge/check-run.ts';
import type { CommitStatus, CommitVerdict } from '../../forge/commit-status.ts';
import type { DeploymentWish } from '../../forge/deployment.ts';
import type { Forge } from '../../forge/forge.ts';
import { ForgeError } from '../../forge/forge-error.ts';
import type { PullRequest } from '../../forge/pull-request.ts';

const repository = { kind: 'gitea', url: 'http://127.0.0.1:1', owner: 'acme', name: 'stores' } as const;

/** A pull request of a topic branch, open but for what is said otherwise. */
export function pullExample(number: number, sha: string, rest: Partial<PullRequest> = {}): PullRequest {
  return {
    number,
    title: `Pull ${number}`,
    body: '',
    author: 'tess',
    head: { branch: `topic-${number}`, sha, repository: 'acme/stores' },
    base: { branch: 'main', sha: '0'.repeat(40), repository: 'acme/stores' },
    isFork: false,
    isDraft: false,
    state: 'open',
    openedAt: new Date(0),
    closedAt: undefined,
    mergedAt: undefined,
    mergeCommitSha: undefined,
    mergeable: undefined,
    url: `http://127.0.0.1:1/acme/stores/pulls/${number}`,
    fetchRef: `refs/pull/${number}/head`,
    ...rest,
  };
}

/** What a forge is told, kept in memory: for what does not depend on how a forge stores it. The forge itself is tested with Gitea. */
export class MemoryForge {
  readonly pulls = new Map<number, PullRequest>();
  /** By `number marker`. */
  readonly comments = new Map<string, string>();
  /** Every status that was set, in order. */
  readonly statuses: CommitStatus[] = [];
  readonly checks: CheckRunWish[] = [];
  readonly deployments: DeploymentWish[] = [];
  /** By commit. */
  readonly merged = new Map<string, PullRequest>();
  /** By number of a pull request: the paths that it changes. */
  readonly changed = new Map<number, readonly string[]>();
  /** Every call by its name. */
  readonly calls: string[] = [];
  isAway = false;
  /** What it answers instead, while this is set. */
  failure: ForgeError | undefined;
  checkRuns = false;
  deploymentsToo = true;

  /** The latest status of a context. */
  status(context: string): CommitStatus | undefined {
    return this.statuses.findLast((status) => status.context === context);
  }

  /** The part of a Forge that the webhook uses. */
  forge(url: string = repository.url): Forge {
    const say = <T>(name: string, make: () => T): Promise<T> => {
      this.calls.push(name);
      if (this.failure !== undefined) return Promise.reject(this.failure);
      if (!this.isAway) return Promise.resolve(make());
      return Promise.reject(
        new ForgeError('Unreachable', { attempted: name, target: 'the forge', reason: 'the connection was refused' }),
      );
    };
    const unused = (): never => {
      throw new Error('the webhook does not use this');
    };
    return {
      repository: { ...repository, url },
      supports: { checkRuns: this.checkRuns, deployments: this.deploymentsToo },
      readPullRequest: (number) => say('readPullRequest', () => this.#pull(number)),
      findPullRequests: ({ state: wanted = 'open' }) =>
        say('findPullRequests', () => ({
          items: [...this.pulls.values()].filter(({ state }) => (state === 'open') === (wanted === 'open')),
          complete: true,
        })),
      listChangedFiles: (number) =>
        say('listChangedFiles', () => {
          const paths = this.changed.get(number) ?? [];
          const files = paths.map((path) => ({ path, change: 'modified', previousPath: undefined }) as const);
          return { files, complete: true };
        }),
      findMergedPullRequest: (sha) => say('findMergedPullRequest', () => this.merged.get(sha)),
      findComment: (number, marker) =>
        say('findComment', () => {
          const markdown = this.comments.get(`${number} ${marker}`);
          return markdown === undefined ? undefined : { id: 1, markdown, url: '' };
        }),
      upsertComment: (number, marker, markdown) =>
        say('upsertComment', () => {
          this.comments.set(`${number} ${marker}`, markdown);
          return { id: 1, markdown, url: '' };
        }),
      setStatus: (status) => say('setStatus', () => void this.statuses.push(status)),
      readVerdict: (sha, context) => say('readVerdict', () => this.#verdict(sha, context)),
      setCheckRun: (wish) =>
        say('setCheckRun', () => {
          this.checks.push(wish);
          return { id: 1, url: '' };
        }),
      setDeployment: (wish) =>
        say('setDeployment', () => {
          this.deployments.push(wish);
          return { id: 1 };
        }),
      whoAmI: unused,
      readBranch: unused,
      readFile: unused,
      openPullRequest: unused,
      readLog: unused,
      mergePullRequest: unused,
      commitFiles: unused,
      deleteBranch: unused,
      ensureWebhook: unused,
      protectBranch: unused,
      close: () => Promise.resolve(),
    };
  }

  #pull(number: number): PullRequest {
    const pull = this.pulls.get(number);
    if (pull !== undefined) return pull;
    throw new ForgeError('NotFound', { attempted: 'read', target: `pull request ${number}`, reason: 'there is none' });
  }

  #verdict(sha: string, context: string): CommitVerdict | undefined {
    const status = this.statuses.findLast((one) => one.sha === sha && one.context === context);
    return status && { state: status.state, description: status.description, targetUrl: status.targetUrl };
  }
}
