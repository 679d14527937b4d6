import type { Account } from '../../../forge/account.ts';
import type { CommitVerdict } from '../../../forge/commit-status.ts';
import { forgeRepositoryOf } from '../../../forge/forge-repository-of.ts';
import type { ForgeRepository } from '../../../forge/forge.ts';
import type { PullRequest } from '../../../forge/pull-request.ts';
import { publishedPlan } from '../../../plan/published-plan.ts';
import type { FleetObject } from '../../../synth/spec/objects.ts';
import type { MergeView } from '../api/merge-view.ts';
import type { LivePicture } from '../live/live-picture.ts';
import { closingsOf } from './closings-of.ts';
import type { WriteHands } from './writers.ts';

/** What speaks against a merge, the first reason first. */
export interface MergeFacts {
  readonly pull: Pick<PullRequest, 'state' | 'isDraft' | 'mergeable' | 'base'>;
  readonly account: Pick<Account, 'login' | 'access'>;
  /** What its plan says; undefined: nothing yet. */
  readonly plan: CommitVerdict | undefined;
}

const planWords: Readonly<Record<CommitVerdict['state'], string | undefined>> = {
  pending: 'Its plan is being made.',
  failure: 'Its plan says no',
  error: 'Its plan could not be made',
  success: undefined,
};

function planObstacle(plan: CommitVerdict | undefined): string | undefined {
  if (plan === undefined) return 'Nobody has said yet what it would do.';
  const words = planWords[plan.state];
  return words === undefined || plan.state === 'pending' ? words : `${words}: ${plan.description}.`;
}

/** Why a pull request cannot be merged now, or not by this person; undefined when nothing is known that speaks against it. Pure. */
export function mergeObstacle({ pull, account, plan }: MergeFacts): string | undefined {
  const { state, isDraft, mergeable, base } = pull;
  if (state !== 'open') return `It is ${state} already.`;
  if (account.access !== 'write' && account.access !== 'admin')
    return `${account.login} may propose changes here, but not merge them. Ask somebody who may.`;
  if (isDraft) return 'It is a draft.';
  return mergeable === false ? `It conflicts with ${base.branch}: bring it up to date first.` : planObstacle(plan);
}

function follows({ spec: { source } }: FleetObject, repository: ForgeRepository, branch: string): boolean {
  const { owner, name } = forgeRepositoryOf(source.url, repository.kind);
  const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
  return source.branch === branch && same(owner, repository.owner) && same(name, repository.name);
}

/** What stands between a pull request and its merge. @throws ForgeError */
export async function readMerge(
  number: number,
  picture: LivePicture,
  { forge, signal }: WriteHands,
): Promise<MergeView> {
  const pull = await forge.readPullRequest(number, signal);
  const [account, plan, changed] = await Promise.all([
    forge.whoAmI(signal),
    forge.readVerdict(pull.head.sha, publishedPlan.context, signal),
    forge.listChangedFiles(number, signal),
  ]);
  const view = picture.view();
  const fleets = [...view.fleets].filter((fleet) => follows(fleet, forge.repository, pull.base.branch));
  const found = fleets.map((fleet) => closingsOf({ files: changed.files, fleet, stores: view.stores }));
  // One trailer has one count: where two fleets want two, it would be wrong for one of them.
  const approvals = found.flatMap(({ approval }) => (approval === undefined ? [] : [approval]));
  const obstacle = mergeObstacle({ pull, account, plan });
  return {
    headSha: pull.head.sha,
    base: pull.base.branch,
    ...(obstacle !== undefined && { obstacle }),
    closings: found.flatMap(({ closings }) => closings),
    ...(approvals.length === 1 && approvals[0] !== undefined && { approval: approvals[0] }),
    complete: changed.complete && approvals.length < 2 && found.every(({ complete }) => complete),
  };
}
