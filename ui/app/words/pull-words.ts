import type { PullList, PullView } from '../../server/api/pull-view.ts';
import { plural } from './plural.ts';

/** How a standing is shown. */
export interface PullWords {
  readonly text: string;
  /** Class of its colours; empty: ink. */
  readonly tone: '' | 'ready' | 'prov' | 'degr' | 'fail' | 'closed';
  readonly icon: 'check' | 'clock' | 'warning' | 'close' | 'dot' | 'hand';
}

const words: Readonly<Record<PullView['stands'], PullWords>> = {
  draft: { text: 'Draft', tone: '', icon: 'dot' },
  unplanned: { text: 'Waits for its plan', tone: '', icon: 'clock' },
  planning: { text: 'Being planned', tone: 'prov', icon: 'clock' },
  blocked: { text: 'Blocked', tone: 'fail', icon: 'close' },
  conflicts: { text: 'Conflicts with the branch', tone: 'degr', icon: 'warning' },
  approval: { text: 'Needs an approval', tone: 'degr', icon: 'hand' },
  ready: { text: 'Ready to merge', tone: 'ready', icon: 'check' },
  merged: { text: 'Merged', tone: '', icon: 'check' },
  withdrawn: { text: 'Withdrawn', tone: '', icon: 'close' },
};

/** Where a pull request stands, in words. */
export function pullWords({ stands, says }: PullView): PullWords {
  const found = words[stands];
  return stands === 'blocked' && says !== '' ? { ...found, text: `Blocked: ${says}` } : found;
}

/** What its plan comes to: `opens 1, changes 2`; a blocked one has said why already. */
export function changeWords({ stands, says }: PullView): string {
  const text = stands === 'blocked' ? '' : withStores(stands === 'approval' ? says.replace(/^[^:]*: /, '') : says);
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** The receiver counts stores without naming them: `closes 1, opens 2`. */
function withStores(says: string): string {
  if (!/^(?:closes|reopens|changes|opens) \d+(?:, (?:reopens|changes|opens) \d+)*$/.test(says)) return says;
  return `${says} ${says.endsWith(' 1') ? 'store' : 'stores'}`;
}

/** What the page says first. */
export function pullsHeadline({ open }: Pick<PullList, 'open'>): string {
  if (open.length === 0) return 'No open pull requests';
  const ready = open.filter(({ stands }) => stands === 'ready' || stands === 'approval').length;
  const count = plural(open.length, 'pull request');
  return `${count}, ${ready === 0 ? 'none' : ready} can be merged`;
}
