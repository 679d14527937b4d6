import type { Account } from './account.ts';
import type { BranchChange, Commit } from './branch-change.ts';
import type { BranchProtection } from './branch-protection.ts';
import type { ChangedFiles } from './changed-files.ts';
import type { CheckRun, CheckRunWish } from './check-run.ts';
import type { Comment } from './comment.ts';
import type { CommitLogQuery, LoggedCommit } from './commit-log.ts';
import type { CommitStatus, CommitVerdict } from './commit-status.ts';
import type { Deployment, DeploymentWish } from './deployment.ts';
import type { MergeWish } from './merge-wish.ts';
import type { PullRequest, PullRequestQuery, PullRequests, PullRequestWish } from './pull-request.ts';
import type { RepositoryFile } from './repository-file.ts';
import type { Webhook, WebhookWish } from './webhook-wish.ts';

/** Where a repository is on a forge. */
export interface ForgeRepository {
  readonly kind: 'github' | 'gitea';
  /** Of the web pages, without trailing slash: `https://github.com`. */
  readonly url: string;
  readonly owner: string;
  readonly name: string;
}

/** What a forge can do besides what every forge does. A method that is not supported throws ForgeError `Unsupported`. */
export interface ForgeSupport {
  /** Without them, say it with `setStatus`. GitHub takes check runs from GitHub Apps only, so a token has none. */
  readonly checkRuns: boolean;
  readonly deployments: boolean;
}

/**
 * One repository on a forge, seen with the rights of one account.
 *
 * Every method throws ForgeError, ends within a bounded time (by itself, with code `Timeout`), and ends at once when its signal says so
 * (`Cancelled`). Reads are repeated when the network or the forge stumbles. A write is repeated only when it cannot happen twice; the
 * methods whose name begins with `set`, `upsert`, `ensure` or `protect` may be called again at any time and find what they made before.
 */
export interface Forge {
  readonly repository: ForgeRepository;
  readonly supports: ForgeSupport;

  /** Who this forge takes us for, and what we may do with the repository. */
  whoAmI(signal: AbortSignal): Promise<Account>;

  /** The commit that a branch is at; `undefined` when there is no such branch, or the account may not see the repository. */
  readBranch(branch: string, signal: AbortSignal): Promise<Commit | undefined>;

  /** A file as it is in a commit; `undefined` when it is not there, or no file. `TooLarge` when it is larger than `largestFile`. */
  readFile(path: string, revision: string, signal: AbortSignal): Promise<RepositoryFile | undefined>;

  /** Opens a pull request. `Conflict` when one is open for this head and base; `Invalid` when there is nothing to merge. */
  openPullRequest(wish: PullRequestWish, signal: AbortSignal): Promise<PullRequest>;

  /** Newest first, at most `query.limit`. */
  findPullRequests(query: PullRequestQuery, signal: AbortSignal): Promise<PullRequests>;

  readPullRequest(number: number, signal: AbortSignal): Promise<PullRequest>;

  /** The pull request whose merge brought a commit to its base branch; `undefined` when it came otherwise, or is unknown to the forge. */
  findMergedPullRequest(sha: string, signal: AbortSignal): Promise<PullRequest | undefined>;

  /** The commits that one builds on, itself included, newest first. `NotFound` when there is no such commit. */
  readLog(query: CommitLogQuery, signal: AbortSignal): Promise<readonly LoggedCommit[]>;

  /** What a pull request changes against its merge base. Says when the forge, or our own bound, has cut the list. */
  listChangedFiles(number: number, signal: AbortSignal): Promise<ChangedFiles>;

  /**
   * Merges a pull request. `Refused` when the forge's rules do not allow it yet (required status, conflict, draft, closed), `Conflict` when the
   * head is not `wish.headSha` any more, `Forbidden` when the account may not.
   *
   * @returns the commit that the base branch is at because of it
   */
  mergePullRequest(number: number, wish: MergeWish, signal: AbortSignal): Promise<Commit>;

  /** Our own comment with this marker. Comments of others never count, whatever they hold. */
  findComment(number: number, marker: string, signal: AbortSignal): Promise<Comment | undefined>;

  /**
   * Writes our one comment on a pull request, in place when it is there. The marker, an HTML comment like `<!-- urumi:plan -->`, is put before
   * the text and does not show. An equal text is not written again. `TooLarge` when it is longer than `longestComment`.
   */
  upsertComment(number: number, marker: string, markdown: string, signal: AbortSignal): Promise<Comment>;

  /** Sets the status of a commit in a context. Does nothing when it is already so. */
  setStatus(status: CommitStatus, signal: AbortSignal): Promise<void>;

  /** What a status or a check run of this name says of a commit, whoever wrote it; `undefined` when there is neither. */
  readVerdict(sha: string, context: string, signal: AbortSignal): Promise<CommitVerdict | undefined>;

  /** Makes our check run of this name and commit, or changes the one that is there; one that marks lines, or has ended and is to go on, is left behind for a new one. */
  setCheckRun(wish: CheckRunWish, signal: AbortSignal): Promise<CheckRun>;

  /**
   * Finds or makes the deployment of a commit to an environment, and adds a status to it unless its newest one says the same. What this makes of earlier
   * deployments to that environment is told, too: what was on its way is overtaken by a success, and where nothing is left (`inactive`) nothing stays active.
   */
  setDeployment(wish: DeploymentWish, signal: AbortSignal): Promise<Deployment>;

  /**
   * Commits changes of files on a new branch. `Conflict` when the branch exists already; then nothing was changed.
   * Nothing of it is visible on the branch before it is complete.
   */
  commitFiles(change: BranchChange, signal: AbortSignal): Promise<Commit>;

  /** Takes a branch away. Fine when it is gone already. */
  deleteBranch(branch: string, signal: AbortSignal): Promise<void>;

  /** Makes the webhook to an address, or brings the one that is there to this wish, its secret included. */
  ensureWebhook(wish: WebhookWish, signal: AbortSignal): Promise<Webhook>;

  /** Protects a branch, or adds what is missing to its protection; takes nothing away that others have set. */
  protectBranch(protection: BranchProtection, signal: AbortSignal): Promise<void>;

  /** Closes connections. Nothing may be called afterwards. */
  close(): Promise<void>;
}
