import type { ChangeView } from '../../server/api/change-view.ts';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import { stageTitle } from './phase-words.ts';
import { longDay } from './time-words.ts';
import { waitsOf } from './waits-words.ts';

/** What was proposed. */
export const verbs = ['open', 'change', 'close', 'reopen', 'suspend', 'resume', 'rollback'] as const;
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
  /** The forge has said more than once that it conflicts with its base: once it says so of what it has not looked at yet. */
  readonly conflicts: boolean;
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
  suspend: {
    title: 'Stops in the cluster',
    later: 'The shop stops answering, then its pods stop. Everything else stays.',
    done: 'is suspended',
    doing: 'is being suspended',
  },
  resume: {
    title: 'Starts in the cluster',
    later: 'Database, application, validation: with all its data.',
    done: 'is open again',
    doing: 'is starting',
  },
  rollback: {
    title: 'Goes back in the cluster',
    later: 'Only what differs is changed.',
    done: 'is as it was',
    doing: 'is going back',
  },
  close: {
    title: 'Closes in the cluster',
    later: 'The shop stops answering within a minute. Its data stays.',
    done: 'is closed',
    doing: 'is closing',
  },
};

const settled: ReadonlySet<string> = new Set(['Ready', 'Suspended', 'Closed']);

/** Where these lead; others lead to whatever their file says. */
const endsIn: Partial<Record<Verb, ReadonlySet<string>>> = {
  open: new Set(['Ready', 'Suspended']),
  reopen: new Set(['Ready', 'Suspended']),
  suspend: new Set(['Suspended']),
  resume: new Set(['Ready']),
  close: new Set(['Closed']),
};
/** Before these there was no phase that they could be mistaken for. */
const tellByPhase: ReadonlySet<Verb> = new Set(['open', 'reopen', 'close']);

/** A shop that serves stays Ready while it changes: its stages tell. */
function isApplied({ verb, change, before }: ProgressFacts, { revision, stage }: StoreDetail): boolean {
  if (tellByPhase.has(verb)) return true;
  if (stage !== undefined) return false;
  return revision === change.mergeCommit || (before !== undefined && revision !== before);
}

/** Whether the cluster is where the change leads. */
function isThere(facts: ProgressFacts): boolean {
  const { verb, detail, change } = facts;
  if (change.state !== 'merged' || detail === undefined) return false;
  if (detail === null) return verb === 'close';
  return isApplied(facts, detail) && (endsIn[verb] ?? settled).has(detail.phase);
}

function planText({ description, needsApproval }: NonNullable<ChangeView['plan']>): string {
  return needsApproval ? `${description.charAt(0).toUpperCase()}${description.slice(1)}.` : `Merging ${description}.`;
}

function planStep({ plan, state }: ChangeView): Step {
  const step = { id: 'plan', title: 'Plan' } as const;
  if (plan === undefined)
    return state === 'open'
      ? { ...step, state: 'now', text: 'It is being worked out what merging would do. This usually takes seconds.' }
      : { ...step, state: 'later', text: 'There was none.' };
  if (plan.state === 'success') return { ...step, state: 'done', title: 'Plan made', text: planText(plan) };
  if (plan.state === 'pending') return { ...step, state: 'now', text: plan.description };
  return { ...step, state: 'wrong', title: 'The plan says no', text: plan.description };
}

function mergeStep({ change: { state, plan, base }, conflicts }: ProgressFacts): Step {
  const step = { id: 'merge', title: `Merge into ${base}` } as const;
  if (state === 'merged') return { ...step, state: 'done', title: 'Merged', text: `Into ${base}.` };
  if (state === 'closed')
    return { ...step, state: 'wrong', title: 'Closed without merging', text: 'Nothing was changed.' };
  if (conflicts)
    return {
      ...step,
      state: 'wrong',
      title: `Conflicts with ${base}`,
      text: 'The same lines were changed there meanwhile. Close this pull request and change the store as it is now, or bring the branch up to date.',
    };
  if (plan?.state !== 'success') return { ...step, state: 'later', text: 'When the plan is made.' };
  return plan.needsApproval
    ? {
        ...step,
        state: 'now',
        text: 'It closes more stores than this fleet closes unasked, so somebody has to say how many.',
      }
    : { ...step, state: 'now', text: 'It takes effect within seconds.' };
}

function doneText(detail: StoreDetail | null | undefined): string {
  if (!detail) return 'Nothing is left of it.';
  const { phase, purgeAt } = detail;
  return phase === 'Closed' && purgeAt !== undefined
    ? `Its data is kept until ${longDay(purgeAt)}.`
    : `It is ${phase}.`;
}

function clusterStep(facts: ProgressFacts, isDone: boolean): Step {
  const { verb, change, detail, now } = facts;
  const { title, later } = clusterWords[verb];
  const step = { id: 'cluster', title } as const;
  if (change.state !== 'merged') return { ...step, state: 'later', text: later };
  if (isDone) return { ...step, state: 'done', title: 'Done in the cluster', text: doneText(detail) };
  if (detail?.phase === 'Failed') return { ...step, state: 'wrong', text: waitsOf(detail, now)?.why ?? detail.message };
  return { ...step, state: 'now', text: doingText(facts) };
}

function doingText({ detail, change, now }: ProgressFacts): string {
  const waits = detail ? waitsOf(detail, now)?.title : undefined;
  if (waits !== undefined) return `${waits}.`;
  const stage = detail?.revision === change.mergeCommit ? detail?.stage : undefined;
  return stage === undefined
    ? 'The cluster takes the merge up within seconds.'
    : `${stageTitle[stage.name]}, stage ${stage.done + 1} of ${stage.of}. The shop answers meanwhile.`;
}

const refusedWords = 'cannot be merged like this';
/** Of an open pull request, by the state of its plan. */
const waitingWords: Readonly<Record<NonNullable<ChangeView['plan']>['state'], string>> = {
  pending: 'waits for its plan',
  success: 'waits to be merged',
  failure: refusedWords,
  error: refusedWords,
};

function headlineOf({ verb, store, change, detail, conflicts }: ProgressFacts, isDone: boolean): string {
  const { done, doing } = clusterWords[verb];
  if (isDone) return `${store} ${done}`;
  if (change.state === 'closed') return `${store} stays as it is`;
  if (change.state === 'merged') return detail?.phase === 'Failed' ? `${store} has failed` : `${store} ${doing}`;
  return `${store} ${conflicts ? refusedWords : waitingWords[change.plan?.state ?? 'pending']}`;
}

/** How far a change is, as a headline and steps. */
export function progressOf(facts: ProgressFacts): Progress {
  const { change } = facts;
  const isDone = isThere(facts);
  const opened: Step = { id: 'opened', state: 'done', title: 'Pull request opened', text: `By ${change.author}.` };
  const steps = [opened, planStep(change), mergeStep(facts), clusterStep(facts, isDone)];
  return { headline: headlineOf(facts, isDone), steps, isDone };
}
