import { closureInForce } from '../../plan/closure-in-force.ts';
import { isOpenByProtection } from '../../plan/protected-store.ts';
import { takenOver } from '../../plan/explain/taken-over.ts';
import { annotations } from '../../synth/spec/names.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { renderAge } from '../render-age.ts';

/** More of a kind are counted, not listed. */
const mostLines = 10;

function section(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const more = lines.length - mostLines;
  const shown = [...lines.slice(0, mostLines), ...(more > 0 ? [`and ${more} more`] : [])];
  return `\n${title}:\n${shown.map((line) => `  ${line}\n`).join('')}`;
}

function readyMessage({ status }: StoreObject): string {
  return status.conditions.find(({ type }) => type === 'Ready')?.message ?? '';
}

/**
 * What stands below the table of stores: those that a person has taken over, the closed ones with the time at which their data goes, the soonest first, what purges wait for, and the
 * protected ones whose file is gone. Empty when there are none.
 *
 * @param now ms since the epoch
 */
export function storeRemarks(stores: readonly StoreObject[], now: number): string {
  const purging = stores.filter(({ status }) => status.phase === 'Purging');
  const closed = stores
    .filter((store) => !purging.includes(store))
    .flatMap((store) => {
      const closure = closureInForce(store);
      const { [annotations.held]: held } = store.metadata.annotations;
      return closure === undefined ? [] : [{ name: store.metadata.name, purgeAt: closure.purgeAt, held }];
    })
    .sort((a, b) => Date.parse(a.purgeAt) - Date.parse(b.purgeAt));
  const kept = closed.map(({ name, purgeAt, held }) => {
    const left = Date.parse(purgeAt) - now;
    if (held !== undefined) return `${name}: its file is back, but cannot be applied: ${held}`;
    return left > 0 ? `${name}: until ${purgeAt} (in ${renderAge(left)})` : `${name}: the purge is due`;
  });
  const hands = stores.flatMap((store) => {
    const message = takenOver(store);
    return message === undefined ? [] : [`${store.metadata.name}: ${message}`];
  });
  return [
    section('Taken over by a person (break-glass)', hands),
    section('Closed, with the data that is kept; `urumi explain NAME` says how to reopen', kept),
    section(
      'Being purged',
      purging.map((store) => `${store.metadata.name}: ${readyMessage(store)}`),
    ),
    section(
      'Protected, and open though the file is gone; `urumi explain NAME` says which commit comes first',
      stores.filter(isOpenByProtection).map(({ metadata }) => metadata.name),
    ),
  ].join('');
}
