import type { CodeEditor } from '../edit/code-editor.ts';
import type { LogsCard } from '../logs/logs-card.ts';
import type { StorePage } from '../pages/store-page.ts';
import type { CopyLine } from '../parts/copy-line.ts';
import type { PageAct } from './keyboard.ts';

/** Does it on the page that is open. @returns whether that page can */
type Act = (page: ParentNode) => boolean;

const propose =
  (wish: 'edit' | 'suspend' | 'close'): Act =>
  (page) =>
    on(page.querySelector<StorePage>('u-store-page'), (store) => store.act(wish));

const acts: Readonly<Record<PageAct, Act>> = {
  logs: (page) => on(page.querySelector<LogsCard>('u-logs-card'), (card) => card.read()),
  edit: propose('edit'),
  suspend: propose('suspend'),
  close: propose('close'),
  file: (page) => on(page.querySelector<HTMLElement>('u-store-page #file'), show),
  copy: (page) => on(kubectlLine(page), (line) => void line.copy()),
  next: (page) => step(page, 1),
  last: (page) => step(page, -1),
  fold: (page) => on(foldInUse(page), (fold) => fold.toggleAttribute('open')),
  // Nothing is written by a key: it leads to the field, or to the button.
  approve: (page) => on(page.querySelector<HTMLElement>('u-merge-card #approve'), (field) => field.focus()),
  merge: (page) => on(page.querySelector<HTMLElement>('u-merge-card form button'), (button) => button.focus()),
  send: (page) => on(page.querySelector<HTMLElement>('u-edit-page .stick button'), (button) => button.click()),
  other: (page) => on(otherView(page), (view) => view.focus()),
  problem: nextProblem,
};

/** @returns whether the page that is open can do that */
export function actOnPage(page: ParentNode, act: PageAct): boolean {
  return acts[act](page);
}

export function isPageAct(act: string): act is PageAct {
  return Object.hasOwn(acts, act);
}

function on<T extends Element>(found: T | null | undefined, act: (found: T) => unknown): boolean {
  if (found === null || found === undefined) return false;
  act(found);
  return true;
}

function show(part: HTMLElement): void {
  part.scrollIntoView({ block: 'start' });
  part.tabIndex = -1;
  part.focus({ preventScroll: true });
}

function kubectlLine(page: ParentNode): CopyLine | undefined {
  const lines = page.querySelectorAll<CopyLine>('u-store-page u-copy');
  return [...lines].find(({ text }) => text.startsWith('kubectl '));
}

/** The details of each store of a plan, and which of them has the focus; -1: none. */
function foldsOf(page: ParentNode): { folds: HTMLDetailsElement[]; at: number } {
  const folds = [...page.querySelectorAll<HTMLDetailsElement>('u-pull-page .plan > details')];
  return { folds, at: folds.findIndex((fold) => fold.contains(document.activeElement)) };
}

function foldInUse(page: ParentNode): HTMLDetailsElement | undefined {
  const { folds, at } = foldsOf(page);
  return folds[Math.max(0, at)];
}

function step(page: ParentNode, by: 1 | -1): boolean {
  const { folds, at } = foldsOf(page);
  const next = at === -1 ? 0 : Math.max(0, Math.min(folds.length - 1, at + by));
  return on(folds[next]?.querySelector('summary'), (title) => title.focus());
}

/** From the form to the file, and back. */
function otherView(page: ParentNode): HTMLElement | null {
  const isInFile = page.querySelector('u-file-editor')?.contains(document.activeElement);
  if (isInFile === true) return page.querySelector<HTMLElement>('u-edit-page form :is(input, select, textarea)');
  const editor = page.querySelector<CodeEditor>('u-edit-page u-code-editor');
  return editor ?? page.querySelector<HTMLElement>('u-edit-page textarea.code-area');
}

/** The next field that something is wrong with; where the form has none, the first place in the file. */
function nextProblem(page: ParentNode): boolean {
  const wrong = [...page.querySelectorAll<HTMLElement>('u-edit-page form [aria-invalid=true]')];
  const at = wrong.findIndex((field) => field === document.activeElement);
  const field = wrong[(at + 1) % Math.max(1, wrong.length)];
  if (field !== undefined) return on(field, (one) => one.focus());
  return on(page.querySelector<HTMLElement>('u-edit-page .faults button'), (place) => place.click());
}
