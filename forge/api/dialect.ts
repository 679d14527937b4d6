import type { Account } from '../account.ts';
import type { BranchChange, Commit } from '../branch-change.ts';
import type { BranchProtection } from '../branch-protection.ts';
import type { ChangedFiles } from '../changed-files.ts';
import type { CheckRun, CheckRunWish } from '../check-run.ts';
import type { CommitLogQuery, LoggedCommit } from '../commit-log.ts';
import type { CommitVerdict } from '../commit-status.ts';
import type { Deployment, DeploymentWish } from '../deployment.ts';
import type { ForgeSupport } from '../forge.ts';
import type { MergeWish } from '../merge-wish.ts';
import type { PullRequest, PullRequestQuery, PullRequests, PullRequestWish } from '../pull-request.ts';
import type { Webhook, WebhookWish } from '../webhook-wish.ts';
import type { Call } from './call.ts';

/** What one kind of forge does in its own way: each method of Forge as requests. Forge says what they promise, RepositoryForge bounds them. */
export interface Dialect {
  readonly supports: ForgeSupport;
  /** How many pages of comments are looked through. */
  readonly commentPages: number;
  account(call: Call): Promise<Account>;
  readBranch(call: Call, branch: string): Promise<Commit | undefined>;
  openPullRequest(call: Call, wish: PullRequestWish): Promise<PullRequest>;
  findPullRequests(call: Call, query: PullRequestQuery): Promise<PullRequests>;
  readPullRequest(call: Call, number: number): Promise<PullRequest>;
  findMergedPullRequest(call: Call, sha: string): Promise<PullRequest | undefined>;
  readLog(call: Call, query: CommitLogQuery): Promise<readonly LoggedCommit[]>;
  listChangedFiles(call: Call, number: number): Promise<ChangedFiles>;
  mergePullRequest(call: Call, number: number, wish: MergeWish): Promise<Commit>;
  /** The newest status of a context. */
  readStatus(call: Call, sha: string, context: string): Promise<CommitVerdict | undefined>;
  readVerdict(call: Call, sha: string, context: string): Promise<CommitVerdict | undefined>;
  setCheckRun(call: Call, wish: CheckRunWish): Promise<CheckRun>;
  setDeployment(call: Call, wish: DeploymentWish): Promise<Deployment>;
  commitFiles(call: Call, change: BranchChange): Promise<Commit>;
  deleteBranch(call: Call, branch: string): Promise<void>;
  ensureWebhook(call: Call, wish: WebhookWish): Promise<Webhook>;
  protectBranch(call: Call, protection: BranchProtection): Promise<void>;
}
