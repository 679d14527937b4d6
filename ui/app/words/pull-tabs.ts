import type { PullList, PullView } from '../../server/api/pull-view.ts';

/** Parts of the list of pull requests. */
export const pullTabs = ['open', 'mine', 'waits', 'merged', 'withdrawn'] as const;
export type PullTab = (typeof pullTabs)[number];

export const pullTabWords: Readonly<Record<PullTab, string>> = {
  open: 'Open',
  mine: 'Mine',
  waits: 'Waits for me',
  merged: 'Merged',
  withdrawn: 'Withdrawn',
};

/** It goes on when somebody who may merge does, or when whoever opened it mends it. */
function waitsFor({ stands, author }: PullView, login: string): boolean {
  if (stands === 'ready' || stands === 'approval') return true;
  return author === login && (stands === 'blocked' || stands === 'conflicts' || stands === 'draft');
}

/**
 * What stands in a part of the list; with `open` what is done follows. Pure.
 *
 * @param login of whoever looks; undefined: nobody is signed in
 */
export function pullsOf(
  { open, done }: Pick<PullList, 'open' | 'done'>,
  tab: PullTab,
  login: string | undefined,
): Pick<PullList, 'open' | 'done'> {
  switch (tab) {
    case 'open':
      return { open, done };
    case 'mine':
      return { open: open.filter(({ author }) => author === login), done: [] };
    case 'waits':
      return { open: login === undefined ? [] : open.filter((pull) => waitsFor(pull, login)), done: [] };
    case 'merged':
    case 'withdrawn':
      return { open: [], done: done.filter(({ stands }) => stands === tab) };
  }
}

/** The part that an address asks for: `?show=mine`. */
export function pullTabIn(search: string): PullTab {
  const wanted = new URLSearchParams(search).get('show');
  return pullTabs.find((tab) => tab === wanted) ?? 'open';
}
