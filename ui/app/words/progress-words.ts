import type { ChangeView } from '../../server/api/change-view.ts';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import { waitsOf } from './waits-words.ts';

/** What was proposed. */
export const verbs = ['open', 'change', 'close', 'reopen'] as const;
export type Verb = (typeof verbs)[number];

/** One step on the way from a pull request to the cluster. */
export interface Step {
  readonly id: 'opened' | 'plan' | 'merge' | 'cluster';
  readonly state: 'done' | 'now' | 'later' | 'wrong';
  readonly title: string;
  readonly text: string;
}

export interface Progress {
  readonly headline: string;
  readonly steps: readonly Step[];
  /** The cluster has done what was proposed. */
  readonly isDone: boolean;
}

export interface ProgressFacts {
  readonly verb: Verb;
  readonly store: string;
  readonly change: ChangeView;
  /** null: there is no store by that name; undefined: nothing was heard yet. */
  readonly detail: StoreDetail | null | undefined;
  /** The revision that the store was at before the merge, when that was seen. */
  readonly before: string | undefined;
  /** ms since the epoch. */
  readonly now: number;
}

const clusterWords: Readonly<Record<Verb, { title: string; later: string; done: string; doing: string }>> = {
  open: {
    title: 'Opens in the cluster',
    later: 'Namespace, database, setup, application, validation.',
    done: 'is open',
    doing: 'is opening',
  },
  reopen: {
    title: 'Opens in the cluster',
    later: 'Its data is there already: database, application, validation.',
    done: 'is open again',
    doing: 'is opening again',
  },
  change: {
    title: 'Changes in the cluster',
    later: 'Only what differs is changed.',
    done: 'is as its file says',
    doing: 'is changing',
  },
  close: {
    title: 'Closes in the cluster',
    later: 'The shop stops answering within a minute. Its data stays.',
    done: 'is closed',
    doing: 'is closing',
  },
};

const settled = new Set(['Ready', 'Suspended', 'Closed']);

/** Whether the cluster is where the change leads. */
function isThere({ verb, detail, change, before }: ProgressFacts): boolean {
  if (change.state !== 'merged' || detail === undefined) return false;
  if (verb === 'close') return detail === null || detail.phase === 'Closed';
  if (detail === null) return false;
  if (verb !== 'change') return detail.phase === 'Ready' || detail.phase === 'Suspended';
  const isApplied = detail.revision === change.mergeCommit || (before !== undefined && detail.revision !== before);
  return isApplied && settled.has(detail.phase);
}

function planStep({ plan, state }: ChangeView): Step {
  const step = { id: 'plan', title: 'Plan' } as const;
  if (plan === undefined)
    return state === 'open'
      ? { ...step, state: 'now', text: 'It is being worked out what merging would do. This usually takes seconds.' }
      : { ...step, state: 'later', text: 'There was none.' };
  if (plan.state === 'success') return { ...step, state: 'done', title: 'Plan made', text: `It ${plan.description}.` };
  if (plan.state === 'pending') return { ...step, state: 'now', text: plan.description };
  return { ...step, state: 'wrong', title: 'The plan says no', text: plan.description };
}

function mergeStep({ state, plan, base }: ChangeView): Step {
  const step = { id: 'merge', title: `Merge into ${base}` } as const;
  if (state === 'merged') return { ...step, state: 'done', title: 'Merged', text: `Into ${base}.` };
  if (state === 'closed')
    return { ...step, state: 'wrong', title: 'Closed without merging', text: 'Nothing was changed.' };
  if (plan?.state !== 'success') return { ...step, state: 'later', text: 'When the plan is made.' };
  return { ...step, state: 'now', text: 'Nothing runs yet, and closing the request undoes everything.' };
}

function clusterStep(facts: ProgressFacts, isDone: boolean): Step {
  const { verb, change, detail, now } = facts;
  const { title, later } = clusterWords[verb];
  const step = { id: 'cluster', title } as const;
  if (change.state !== 'merged') return { ...step, state: 'later', text: later };
  if (isDone) return { ...step, state: 'done', title: 'Done in the cluster', text: detail?.message ?? '' };
  if (detail?.phase === 'Failed') return { ...step, state: 'wrong', text: waitsOf(detail, now)?.why ?? detail.message };
  const waits = detail ? waitsOf(detail, now)?.title : undefined;
  return { ...step, state: 'now', text: `${waits ?? 'The cluster takes the merge up within seconds'}.` };
}

function headlineOf({ verb, store, change, detail }: ProgressFacts, isDone: boolean): string {
  const { done, doing } = clusterWords[verb];
  if (isDone) return `${store} ${done}`;
  if (change.state === 'closed') return `${store} stays as it is`;
  if (change.state === 'merged') return detail?.phase === 'Failed' ? `${store} has failed` : `${store} ${doing}`;
  if (change.plan?.state === 'success') return `${store} waits to be merged`;
  const isRefused = change.plan?.state === 'failure' || change.plan?.state === 'error';
  return isRefused ? `${store} cannot be merged like this` : `${store} waits for its plan`;
}

/** How far a change is, as a headline and steps. */
export function progressOf(facts: ProgressFacts): Progress {
  const { change } = facts;
  const isDone = isThere(facts);
  const opened: Step = { id: 'opened', state: 'done', title: 'Pull request opened', text: `By ${change.author}.` };
  const steps = [opened, planStep(change), mergeStep(change), clusterStep(facts, isDone)];
  return { headline: headlineOf(facts, isDone), steps, isDone };
}
