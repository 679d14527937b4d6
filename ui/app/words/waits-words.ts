import type { StoreDetail } from '../../server/api/store-detail.ts';
import { plainMessage } from './plain-message.ts';
import { clock, dayOf, elapsed, longDay } from './time-words.ts';
import { stageTitle, stageWaits } from './phase-words.ts';

/** The callout on top of a store's page: what it waits for, why, whether anyone has to act, and since when. */
export interface Waits {
  /** Class of its colours. */
  readonly tone: 'pending' | 'prov' | 'ready' | 'degr' | 'fail' | 'susp' | 'closing' | 'closed';
  readonly title: string;
  readonly why: string;
  /** What happens if it goes on, or what to do. */
  readonly advice: readonly string[];
  /** ISO 8601; what the figure at the right counts from. */
  readonly since?: string;
  readonly figure: string;
  /** Somebody has to act: it is announced at once. */
  readonly urgent: boolean;
}

function sentence(text: string): string {
  const plain = plainMessage(text);
  return plain === '' || /[.!?…]$/.test(plain) ? plain : `${plain}.`;
}

function sinceOf(time: string | undefined): { since?: string } {
  return time === undefined ? {} : { since: time };
}

function whenProvisioning(detail: StoreDetail, now: number): Waits {
  const { stage, usual, deadline, message } = detail;
  const waits = stage === undefined ? 'to begin' : stageWaits[stage.name];
  const seconds = stage === undefined ? undefined : usual[stage.name];
  const typical = seconds === undefined ? '' : ` This usually takes ${elapsed(Math.max(1, seconds) * 1000)}.`;
  const advice =
    deadline === undefined || Date.parse(deadline) < now
      ? []
      : [`If it is not done at ${clock(deadline)}, it counts as failed and is tried again.`];
  return {
    tone: 'prov',
    title: `Waiting for ${waits}`,
    why: `${sentence(message)}${typical} There is nothing for you to do.`,
    advice,
    ...sinceOf(stage?.since ?? detail.startedAt),
    figure: stage === undefined ? '' : `stage ${stage.done + 1} of ${stage.of}`,
    urgent: false,
  };
}

function whenFailed(detail: StoreDetail): Waits {
  const at = detail.stages.find(({ state }) => state === 'Failed' || state === 'Running');
  const title = at === undefined ? 'It failed' : `${stageTitle[at.name]} stopped`;
  const isNew = !detail.history.some(({ outcome }) => outcome === 'Ready');
  const seen = isNew
    ? 'The shop never opened, so no customer has seen this. It goes on being tried.'
    : 'It goes on being tried.';
  return {
    tone: 'fail',
    title,
    why: sentence(detail.message),
    advice: [seen, ...detail.todo],
    ...sinceOf(detail.since),
    figure: 'since it stopped',
    urgent: true,
  };
}

function whenClosed(detail: StoreDetail): Waits {
  const { purgeAt, todo, closedAt } = detail;
  const kept =
    purgeAt === undefined
      ? ''
      : `On ${longDay(purgeAt)} its orders, customers and pictures are deleted. After that nobody can bring them back.`;
  return {
    tone: 'closed',
    title: purgeAt === undefined ? 'Closed' : `Closed, its data is kept until ${dayOf(purgeAt)}`,
    why: kept,
    advice: todo,
    ...sinceOf(closedAt),
    figure: 'since it closed',
    urgent: false,
  };
}

function whenLeaving(detail: StoreDetail): Waits {
  const title = detail.phase === 'Purging' ? 'Its data is being deleted' : 'Closing: the shop goes, its data stays';
  return {
    tone: 'closing',
    title,
    why: sentence(detail.message),
    advice: detail.todo,
    ...sinceOf(detail.since),
    figure: detail.phase === 'Purging' ? 'since the purge began' : 'since it began',
    urgent: false,
  };
}

const others = {
  Pending: { tone: 'pending', title: 'Waiting to begin', figure: 'so far' },
  Suspended: { tone: 'susp', title: 'Suspended: the shop rests, its data stays', figure: 'so far' },
  Degraded: { tone: 'degr', title: 'Open, but not as it should be', figure: 'since it began' },
} as const;

function whenOtherwise({ message, todo, since }: StoreDetail, phase: keyof typeof others): Waits {
  return { ...others[phase], why: sentence(message), advice: todo, ...sinceOf(since), urgent: phase === 'Degraded' };
}

function whenHeld(detail: StoreDetail, held: string): Waits {
  return {
    tone: 'degr',
    title: 'Its file cannot be applied',
    why: sentence(held),
    advice: ['The store stays as it was until the file is right.', ...detail.todo],
    figure: '',
    urgent: true,
  };
}

/**
 * What the page of a store says on top; undefined when all is well and nothing waits.
 *
 * @param now ms since the epoch
 */
export function waitsOf(detail: StoreDetail, now: number): Waits | undefined {
  if (detail.held !== undefined && detail.phase !== 'Failed') return whenHeld(detail, detail.held);
  switch (detail.phase) {
    case 'Ready':
      return undefined;
    case 'Provisioning':
      return whenProvisioning(detail, now);
    case 'Failed':
      return whenFailed(detail);
    case 'Closed':
      return whenClosed(detail);
    case 'Closing':
    case 'Purging':
      return whenLeaving(detail);
    case 'Pending':
    case 'Suspended':
    case 'Degraded':
      return whenOtherwise(detail, detail.phase);
  }
}
