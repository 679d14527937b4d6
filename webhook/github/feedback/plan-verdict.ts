import type { PlanReport, StoreChangeKind } from '../../../plan/plan-report.ts';
import { publishedPlan } from '../../../plan/published-plan.ts';

/** What a plan comes to: whether it may be merged, and one line that says what it does. */
export interface PlanVerdict {
  /** `neutral`: it may be merged, and somebody will have to approve what it closes. */
  readonly conclusion: PlanReport['conclusion'];
  /** At most 140 characters, without anything from a file. */
  readonly title: string;
}

const verbs: readonly (readonly [StoreChangeKind, string])[] = [
  ['closed', 'closes'],
  ['reopened', 'reopens'],
  ['changed', 'changes'],
  ['opened', 'opens'],
];

const severity = ['success', 'neutral', 'failure'] as const;

function sum(reports: readonly PlanReport[], count: (report: PlanReport) => number): number {
  return reports.reduce((total, report) => total + count(report), 0);
}

function counted(count: number, one: string, many: string): string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
}

function problems(reports: readonly PlanReport[]): string {
  const guards = reports.flatMap(({ guard }) => (guard?.approvable === false ? [guard.reason] : []));
  return [
    ...counted(
      sum(reports, ({ violations }) => violations.length),
      'problem',
      'problems',
    ),
    ...counted(
      sum(reports, ({ cluster }) => cluster?.refused ?? 0),
      'object that the cluster refuses',
      'objects that the cluster refuses',
    ),
    ...counted(
      sum(reports, ({ counts }) => counts.protected),
      'protected store would close',
      'protected stores would close',
    ),
    ...guards,
  ].join(', ');
}

function doings(reports: readonly PlanReport[]): string {
  const parts = verbs.flatMap(([change, verb]) => {
    const count = sum(reports, ({ counts }) => counts[change]);
    return count === 0 ? [] : [`${verb} ${count}`];
  });
  return parts.length === 0 ? 'changes no store' : parts.join(', ');
}

function waiting(reports: readonly PlanReport[]): string {
  const reasons = reports.flatMap(({ guard }) => (guard === undefined ? [] : [guard.reason]));
  return `${publishedPlan.needsApproval} (${[...new Set(reasons)].join(', ')}): ${doings(reports)}`;
}

/** The plan of another pull request whose head is the same commit. */
export interface TwinPlan {
  readonly number: number;
  readonly reports: readonly PlanReport[];
}

/** What the check of a commit says: of all pull requests that it is the head of, the worst. */
export interface CommitVerdict {
  readonly verdict: PlanVerdict;
  /** What it is about. */
  readonly reports: readonly PlanReport[];
}

/** The verdict on a commit, by the pull request that is planned and by others with this head: they have one check together. */
export function commitVerdict(own: readonly PlanReport[], twins: readonly TwinPlan[]): CommitVerdict {
  let worst: CommitVerdict = { verdict: planVerdict(own), reports: own };
  for (const { number, reports } of twins) {
    const { conclusion, title } = planVerdict(reports);
    if (severity.indexOf(conclusion) <= severity.indexOf(worst.verdict.conclusion)) continue;
    worst = { verdict: { conclusion, title: `as pull request ${number}: ${title}`.slice(0, 140) }, reports };
  }
  return worst;
}

/** The verdict on the plans of one pull request, one for each fleet that follows its base. The worst counts. */
export function planVerdict(reports: readonly PlanReport[]): PlanVerdict {
  const worst = Math.max(0, ...reports.map(({ conclusion }) => severity.indexOf(conclusion)));
  const conclusion = severity[worst] ?? 'failure';
  const words = { failure: problems, neutral: waiting, success: doings }[conclusion];
  return { conclusion, title: words(reports).slice(0, 140) };
}
