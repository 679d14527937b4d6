import type { StoreStatus } from '../synth/spec/store.ts';
import { renderAge } from './render-age.ts';
import { renderTable } from './table.ts';

/**
 * The revisions that a store had, for people to choose from; empty when none is known.
 *
 * @param now ms since the epoch
 */
export function renderHistory(history: StoreStatus['history'], now: number): string {
  if (history.length === 0) return '';
  const rows = history.map(({ revision, outcome, seconds, at, message = '' }) => [
    revision.slice(0, 12),
    outcome,
    `${seconds}s`,
    renderAge(now - Date.parse(at)),
    message,
  ]);
  return renderTable(['REVISION', 'OUTCOME', 'TOOK', 'AGE', 'MESSAGE'], rows);
}
