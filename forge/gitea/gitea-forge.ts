import type { Account } from '../account.ts';
import { findComment, upsertComment } from '../api/comments.ts';
import type { Call } from '../api/call.ts';
import type { ForgeApi } from '../api/forge-api.ts';
import { Remembered } from '../api/remembered.ts';
import type { BranchChange } from '../branch-change.ts';
import type { BranchProtection } from '../branch-protection.ts';
import type { CheckRunWish } from '../check-run.ts';
import type { CommitStatus } from '../commit-status.ts';
import type { DeploymentWish } from '../deployment.ts';
import type { Forge, ForgeRepository, ForgeSupport } from '../forge.ts';
import type { MergeWish } from '../merge-wish.ts';
import type { PullRequestQuery, PullRequestWish } from '../pull-request.ts';
import type { WebhookWish } from '../webhook-wish.ts';
import { account } from './account.ts';
import { commitFiles, deleteBranch } from './branch-changes.ts';
import { protectBranch } from './branch-protection.ts';
import { readStatus, setStatus } from './commit-statuses.ts';
import { mergePullRequest } from './merge.ts';
import {
  findMergedPullRequest,
  findPullRequests,
  listChangedFiles,
  openPullRequest,
  readPullRequest,
} from './pull-requests.ts';
import { ensureWebhook } from './webhooks.ts';

interface GiteaForgeOptions {
  readonly api: ForgeApi;
  readonly close: () => Promise<void>;
}

/** A repository on a Gitea server, 1.26 or newer. It has no check runs and no deployments. */
export class GiteaForge implements Forge {
  readonly repository: ForgeRepository;
  readonly supports: ForgeSupport = { checkRuns: false, deployments: false };
  readonly close: () => Promise<void>;
  readonly #api: ForgeApi;
  readonly #account = new Remembered<Account>();

  constructor({ api, close }: GiteaForgeOptions) {
    this.repository = api.repository;
    this.close = close;
    this.#api = api;
  }

  whoAmI(signal: AbortSignal) {
    return this.#api.call({ attempted: 'find out who we are for', signal }, (call) => this.#whoAmI(call));
  }

  openPullRequest(wish: PullRequestWish, signal: AbortSignal) {
    const attempted = `open a pull request from ${wish.head} to ${wish.base} in`;
    return this.#api.call({ attempted, signal }, (call) => openPullRequest(call, wish));
  }

  findPullRequests(query: PullRequestQuery, signal: AbortSignal) {
    return this.#api.call({ attempted: 'list the pull requests of', signal }, (call) => findPullRequests(call, query));
  }

  readPullRequest(number: number, signal: AbortSignal) {
    return this.#api.call({ attempted: `read pull request ${number} of`, number, signal }, (call) =>
      readPullRequest(call, number),
    );
  }

  findMergedPullRequest(sha: string, signal: AbortSignal) {
    const attempted = `find the pull request that merged ${sha} into`;
    return this.#api.call({ attempted, sha, signal }, (call) => findMergedPullRequest(call, sha));
  }

  listChangedFiles(number: number, signal: AbortSignal) {
    const attempted = `list the files that pull request ${number} changes in`;
    return this.#api.call({ attempted, number, signal }, (call) => listChangedFiles(call, number));
  }

  mergePullRequest(number: number, wish: MergeWish, signal: AbortSignal) {
    const attempted = `merge pull request ${number} of`;
    return this.#api.call({ attempted, number, signal }, (call) => mergePullRequest(call, number, wish));
  }

  findComment(number: number, marker: string, signal: AbortSignal) {
    const attempted = `find our comment on pull request ${number} of`;
    return this.#api.call({ attempted, number, signal }, async (call) => {
      const { login } = await this.#whoAmI(call);
      return findComment(call, { number, marker, login, pages });
    });
  }

  upsertComment(number: number, marker: string, markdown: string, signal: AbortSignal) {
    const attempted = `comment on pull request ${number} of`;
    return this.#api.call({ attempted, number, signal, turn: `comment ${number} ${marker}` }, async (call) => {
      const { login } = await this.#whoAmI(call);
      return upsertComment(call, { number, marker, login, pages }, markdown);
    });
  }

  setStatus(status: CommitStatus, signal: AbortSignal) {
    const { context, sha } = status;
    const attempted = `set the status ${context} of commit ${sha} in`;
    return this.#api.call({ attempted, sha, signal, turn: `status ${sha} ${context}` }, (call) =>
      setStatus(call, status),
    );
  }

  readVerdict(sha: string, context: string, signal: AbortSignal) {
    const attempted = `read what ${context} says of commit ${sha} in`;
    return this.#api.call({ attempted, sha, signal }, (call) => readStatus(call, sha, context));
  }

  setCheckRun(wish: CheckRunWish, signal: AbortSignal) {
    const attempted = `set the check run ${wish.name} of commit ${wish.headSha} in`;
    return this.#api.call({ attempted, sha: wish.headSha, signal }, (call) => unsupported(call, 'check runs'));
  }

  setDeployment(wish: DeploymentWish, signal: AbortSignal) {
    const attempted = `say how commit ${wish.sha} fares in ${wish.environment} to`;
    return this.#api.call({ attempted, sha: wish.sha, signal }, (call) => unsupported(call, 'deployments'));
  }

  commitFiles(change: BranchChange, signal: AbortSignal) {
    const attempted = `commit on a new branch ${change.branch} in`;
    return this.#api.call({ attempted, signal }, (call) => commitFiles(call, change));
  }

  deleteBranch(branch: string, signal: AbortSignal) {
    return this.#api.call({ attempted: `delete branch ${branch} of`, signal }, (call) => deleteBranch(call, branch));
  }

  ensureWebhook(wish: WebhookWish, signal: AbortSignal) {
    return this.#api.call({ attempted: 'set the webhook of', signal, turn: 'webhook' }, (call) =>
      ensureWebhook(call, wish),
    );
  }

  protectBranch(protection: BranchProtection, signal: AbortSignal) {
    const attempted = `protect branch ${protection.branch} of`;
    return this.#api.call({ attempted, signal, turn: 'protection' }, (call) => protectBranch(call, protection));
  }

  #whoAmI(call: Call): Promise<Account> {
    return this.#account.get(() => account(call));
  }
}

/** Gitea answers all comments at once. */
const pages = 1;

async function unsupported(call: Call, what: string): Promise<never> {
  throw call.failure('Unsupported', `Gitea has no ${what}`);
}
