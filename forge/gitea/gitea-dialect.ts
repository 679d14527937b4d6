import type { Call } from '../api/call.ts';
import type { Dialect } from '../api/dialect.ts';
import { account } from './account.ts';
import { commitFiles, deleteBranch } from './branch-changes.ts';
import { readBranch } from './branch-head.ts';
import { protectBranch } from './branch-protection.ts';
import { readLog } from './commit-log.ts';
import { readStatus } from './commit-statuses.ts';
import { mergePullRequest } from './merge.ts';
import {
  findMergedPullRequest,
  findPullRequests,
  listChangedFiles,
  openPullRequest,
  readPullRequest,
} from './pull-requests.ts';
import { ensureWebhook } from './webhooks.ts';

/** How a Gitea server does it, 1.26 or newer. It has no check runs and no deployments. */
export const giteaDialect: Dialect = {
  supports: { checkRuns: false, deployments: false },
  // Gitea answers all comments at once.
  commentPages: 1,
  account,
  readBranch,
  openPullRequest,
  findPullRequests,
  readPullRequest,
  findMergedPullRequest,
  listChangedFiles,
  readLog,
  mergePullRequest,
  readStatus,
  readVerdict: readStatus,
  setCheckRun: (call) => unsupported(call, 'check runs'),
  setDeployment: (call) => unsupported(call, 'deployments'),
  commitFiles,
  deleteBranch,
  ensureWebhook,
  protectBranch,
};

async function unsupported(call: Call, what: string): Promise<never> {
  throw call.failure('Unsupported', `Gitea has no ${what}`);
}
