import type { Dialect } from '../api/dialect.ts';
import { appAccount, tokenAccount } from './account.ts';
import { commitFiles, deleteBranch } from './branch-changes.ts';
import { readBranch } from './branch-head.ts';
import { protectBranch } from './branch-protection.ts';
import { readCheckRun, setCheckRun } from './check-runs.ts';
import { readLog } from './commit-log.ts';
import { readStatus } from './commit-statuses.ts';
import { setDeployment } from './deployments.ts';
import { mergePullRequest } from './merge.ts';
import {
  findMergedPullRequest,
  findPullRequests,
  listChangedFiles,
  openPullRequest,
  readPullRequest,
} from './pull-requests.ts';
import { ensureWebhook } from './webhooks.ts';

/**
 * How GitHub does it: github.com, or a GitHub Enterprise server.
 *
 * @param appId of the GitHub App that we are; undefined: we have a token
 */
export function githubDialect(appId: number | undefined): Dialect {
  return {
    supports: { checkRuns: appId !== undefined, deployments: true },
    // Of 100 comments each.
    commentPages: 20,
    account: appId === undefined ? tokenAccount : appAccount,
    readBranch,
    openPullRequest,
    findPullRequests,
    readPullRequest,
    findMergedPullRequest,
    listChangedFiles,
    readLog,
    mergePullRequest,
    readStatus,
    readVerdict: async (call, sha, context) =>
      (await readCheckRun(call, sha, context)) ?? readStatus(call, sha, context),
    async setCheckRun(call, wish) {
      if (appId === undefined) throw call.failure('Unsupported', 'GitHub takes check runs from GitHub Apps only');
      return setCheckRun(call, appId, wish);
    },
    setDeployment,
    commitFiles,
    deleteBranch,
    ensureWebhook,
    protectBranch,
  };
}
