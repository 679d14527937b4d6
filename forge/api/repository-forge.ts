import type { Account } from '../account.ts';
import type { BranchChange } from '../branch-change.ts';
import type { BranchProtection } from '../branch-protection.ts';
import type { CheckRunWish } from '../check-run.ts';
import type { CommitLogQuery } from '../commit-log.ts';
import type { CommitStatus } from '../commit-status.ts';
import type { DeploymentWish } from '../deployment.ts';
import type { Forge, ForgeRepository, ForgeSupport } from '../forge.ts';
import type { MergeWish } from '../merge-wish.ts';
import type { PullRequestQuery, PullRequestWish } from '../pull-request.ts';
import type { WebhookWish } from '../webhook-wish.ts';
import type { Call } from './call.ts';
import { checkPath } from './check-change.ts';
import { findComment, upsertComment } from './comments.ts';
import type { Dialect } from './dialect.ts';
import type { ForgeApi } from './forge-api.ts';
import { readFile } from './read-file.ts';
import { Remembered } from './remembered.ts';
import { setStatus } from './set-status.ts';

interface RepositoryForgeOptions {
  readonly api: ForgeApi;
  readonly dialect: Dialect;
  readonly close: () => Promise<void>;
}

/** A repository on a forge: every method as a call that is bounded, named and, where it must be, in turn; what it asks is the dialect's. */
export class RepositoryForge implements Forge {
  readonly repository: ForgeRepository;
  readonly supports: ForgeSupport;
  readonly close: () => Promise<void>;
  readonly #api: ForgeApi;
  readonly #dialect: Dialect;
  readonly #account = new Remembered<Account>();

  constructor({ api, dialect, close }: RepositoryForgeOptions) {
    this.repository = api.repository;
    this.supports = dialect.supports;
    this.close = close;
    this.#api = api;
    this.#dialect = dialect;
  }

  whoAmI(signal: AbortSignal) {
    return this.#api.call({ attempted: 'find out who we are for', signal }, (call) => this.#whoAmI(call));
  }

  readBranch(branch: string, signal: AbortSignal) {
    const attempted = `read where branch ${branch} is in`;
    return this.#api.call({ attempted, signal }, (call) => this.#dialect.readBranch(call, branch));
  }

  readFile(path: string, revision: string, signal: AbortSignal) {
    const attempted = `read ${path} of commit ${revision} from`;
    return this.#api.call({ attempted, sha: revision, signal }, (call) => readFile(call, path, revision));
  }

  openPullRequest(wish: PullRequestWish, signal: AbortSignal) {
    const attempted = `open a pull request from ${wish.head} to ${wish.base} in`;
    return this.#api.call({ attempted, signal }, (call) => this.#dialect.openPullRequest(call, wish));
  }

  findPullRequests(query: PullRequestQuery, signal: AbortSignal) {
    return this.#api.call({ attempted: 'list the pull requests of', signal }, (call) =>
      this.#dialect.findPullRequests(call, query),
    );
  }

  readPullRequest(number: number, signal: AbortSignal) {
    return this.#api.call({ attempted: `read pull request ${number} of`, number, signal }, (call) =>
      this.#dialect.readPullRequest(call, number),
    );
  }

  findMergedPullRequest(sha: string, signal: AbortSignal) {
    const attempted = `find the pull request that merged ${sha} into`;
    return this.#api.call({ attempted, sha, signal }, (call) => this.#dialect.findMergedPullRequest(call, sha));
  }

  readLog(query: CommitLogQuery, signal: AbortSignal) {
    const attempted = `read the history of commit ${query.revision} in`;
    return this.#api.call({ attempted, sha: query.revision, signal }, (call) => {
      if (query.path !== undefined) checkPath(call, query.path);
      return this.#dialect.readLog(call, query);
    });
  }

  listChangedFiles(number: number, signal: AbortSignal) {
    const attempted = `list the files that pull request ${number} changes in`;
    return this.#api.call({ attempted, number, signal }, (call) => this.#dialect.listChangedFiles(call, number));
  }

  mergePullRequest(number: number, wish: MergeWish, signal: AbortSignal) {
    const attempted = `merge pull request ${number} of`;
    return this.#api.call({ attempted, number, signal }, (call) => this.#dialect.mergePullRequest(call, number, wish));
  }

  findComment(number: number, marker: string, signal: AbortSignal) {
    const attempted = `find our comment on pull request ${number} of`;
    return this.#api.call({ attempted, number, signal }, async (call) => {
      const { login } = await this.#whoAmI(call);
      return findComment(call, { number, marker, login, pages: this.#dialect.commentPages });
    });
  }

  upsertComment(number: number, marker: string, markdown: string, signal: AbortSignal) {
    const attempted = `comment on pull request ${number} of`;
    return this.#api.call({ attempted, number, signal, turn: `comment ${number} ${marker}` }, async (call) => {
      const { login } = await this.#whoAmI(call);
      return upsertComment(call, { number, marker, login, pages: this.#dialect.commentPages }, markdown);
    });
  }

  setStatus(status: CommitStatus, signal: AbortSignal) {
    const { context, sha } = status;
    const attempted = `set the status ${context} of commit ${sha} in`;
    return this.#api.call({ attempted, sha, signal, turn: `status ${sha} ${context}` }, (call) =>
      setStatus(call, status, this.#dialect),
    );
  }

  readVerdict(sha: string, context: string, signal: AbortSignal) {
    const attempted = `read what ${context} says of commit ${sha} in`;
    return this.#api.call({ attempted, sha, signal }, (call) => this.#dialect.readVerdict(call, sha, context));
  }

  setCheckRun(wish: CheckRunWish, signal: AbortSignal) {
    const { name, headSha } = wish;
    const attempted = `set the check run ${name} of commit ${headSha} in`;
    return this.#api.call({ attempted, sha: wish.headSha, signal, turn: `check ${headSha} ${name}` }, (call) =>
      this.#dialect.setCheckRun(call, wish),
    );
  }

  setDeployment(wish: DeploymentWish, signal: AbortSignal) {
    const { environment, sha } = wish;
    const attempted = `say how commit ${sha} fares in ${environment} to`;
    return this.#api.call({ attempted, sha: wish.sha, signal, turn: `deployment ${environment}` }, (call) =>
      this.#dialect.setDeployment(call, wish),
    );
  }

  commitFiles(change: BranchChange, signal: AbortSignal) {
    const attempted = `commit on a new branch ${change.branch} in`;
    return this.#api.call({ attempted, signal }, (call) => this.#dialect.commitFiles(call, change));
  }

  deleteBranch(branch: string, signal: AbortSignal) {
    return this.#api.call({ attempted: `delete branch ${branch} of`, signal }, (call) =>
      this.#dialect.deleteBranch(call, branch),
    );
  }

  ensureWebhook(wish: WebhookWish, signal: AbortSignal) {
    return this.#api.call({ attempted: 'set the webhook of', signal, turn: 'webhook' }, (call) =>
      this.#dialect.ensureWebhook(call, wish),
    );
  }

  protectBranch(protection: BranchProtection, signal: AbortSignal) {
    const attempted = `protect branch ${protection.branch} of`;
    return this.#api.call({ attempted, signal, turn: 'protection' }, (call) =>
      this.#dialect.protectBranch(call, protection),
    );
  }

  #whoAmI(call: Call): Promise<Account> {
    return this.#account.get(() => this.#dialect.account(call));
  }
}
