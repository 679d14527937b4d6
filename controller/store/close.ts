import { conditionsOf, reconciling, resting } from './conditions.ts';
import { adopt, wantedIds, withoutGone } from './inventory.ts';
import { podsOf } from './owned-pods.ts';
import { earliest, progressOf } from './progress.ts';
import { iso, type Decision, type Situation } from './record.ts';
import { removalOf, unwanted } from './removal.ts';
import type { Closure, InventoryEntry, StoreStatus } from '../../synth/spec/store.ts';

/**
 * What to do for a store whose file is gone: ingress and workloads go, in that order; namespace, volumes, Secrets, quota and
 * policies stay, and are mended, until `purgeAt`.
 */
export function close(situation: Situation, closure: Closure): Decision {
  const { desired, live, record, now } = situation;
  const wanted = wantedIds(desired, true);
  const known = record.status.inventory.length === 0 ? adopt(live) : record.status.inventory;
  const inventory = withoutGone(known, wanted, live);
  const applied = new Set(inventory.filter(({ digest }) => digest !== '').map(({ id }) => id));
  const going = unwanted(inventory, wanted);
  const removal = removalOf(going, live, record, now);
  const remaining = [...removal.remaining, ...podsOf(live)];
  const kept = {
    ...desired,
    stages: desired.stages.map(({ name, items }) => ({
      name,
      items: items.filter(({ id, keep }) => keep && applied.has(id)),
    })),
  };
  const progress = progressOf(
    kept,
    live,
    { ...record, secrets: 'present', status: { ...record.status, inventory } },
    now,
  );
  const purgeAt = record.held === '' ? Date.parse(closure.purgeAt) : undefined;
  const wakeAt = [removal.retryAt, progress.retryAt, purgeAt].reduce(earliest, undefined);
  return {
    status: statusOf(situation, closure, inventory, remaining),
    ensureSecrets: false,
    apply: progress.apply,
    remove: removal.remove,
    explain: [],
    ...(wakeAt === undefined ? {} : { wakeAt }),
  };
}

function statusOf(
  { record, now }: Situation,
  closure: Closure,
  inventory: InventoryEntry[],
  remaining: readonly string[],
): StoreStatus {
  const { target: _target, startedAt: _startedAt, readySince: _readySince, ...status } = record.status;
  const isClosed = remaining.length === 0;
  const closing = `closing: waits for ${listed(remaining)}`;
  const conditions = isClosed
    ? resting('Closed', closedMessage(closure, record.held), record.held)
    : reconciling('Closing', closing, record.held);
  return {
    ...status,
    phase: isClosed ? 'Closed' : 'Closing',
    observedGeneration: record.generation,
    conditions: conditionsOf(conditions, status.conditions, {
      now,
      generation: record.generation,
      written: record.written,
    }),
    file: record.file,
    revision: record.revision,
    stages: [],
    inventory,
    closedAt: status.closedAt ?? closure.at,
    purgeAt: closure.purgeAt,
    history: isClosed ? withClosing(record.status.history, closure, now) : status.history,
  };
}

function closedMessage({ revision, purgeAt }: Closure, held: string): string {
  const gone = `the file is gone since ${revision.slice(0, 7)}; data is kept until ${purgeAt}: bring the file back to reopen`;
  return held === ''
    ? gone
    : 'the file is back, but cannot be applied; all data is kept until it can, or is gone again';
}

function withClosing(history: StoreStatus['history'], closure: Closure, now: number): StoreStatus['history'] {
  const [newest] = history;
  if (newest?.outcome === 'Closed' && newest.revision === closure.revision) return history;
  const seconds = Math.max(0, Math.round((now - Date.parse(closure.at)) / 100) / 10);
  return [
    { revision: closure.revision, at: iso(Date.parse(closure.at)), outcome: 'Closed' as const, seconds },
    ...history,
  ].slice(0, 10);
}

/** The first three, and how many more. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
