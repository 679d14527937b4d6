import type { FleetObject } from '../../synth/spec/objects.ts';
import { renderAge } from '../render-age.ts';
import type { Row } from '../table.ts';

/** A Fleet with the time of its creation, ms since the epoch. */
export interface ListedFleet {
  readonly fleet: FleetObject;
  readonly createdAt: number;
}

const narrow = ['NAME', 'HEAD', 'APPLIED', 'STORES', 'READY', 'INVALID', 'AGE'];

export function fleetHeadings(isWide: boolean): Row {
  return isWide ? [...narrow, 'REPOSITORY', 'BRANCH', 'REASON'] : narrow;
}

/** One line of `urumi get fleets`. */
export function fleetRow({ fleet, createdAt }: ListedFleet, isWide: boolean, now: number): Row {
  const { metadata, spec, status } = fleet;
  const counts = [status.stores, status.phases.Ready ?? 0, status.invalidCount].map(String);
  const revisions = [status.head, status.applied].map((revision) => revision?.slice(0, 12) ?? '');
  const row = [metadata.name, ...revisions, ...counts, renderAge(now - createdAt)];
  if (!isWide) return row;
  const reason = status.conditions.find(({ type }) => type === 'Ready')?.reason ?? '';
  return [...row, spec.source.url, spec.source.branch, reason];
}

/**
 * What stands below the table of fleets: why a fleet is not Ready, the files that are not applied, and what waits for approval. Empty
 * when all is well.
 */
export function fleetRemarks(fleets: readonly ListedFleet[]): string {
  return fleets.flatMap(({ fleet }) => remarksOf(fleet)).join('');
}

function remarksOf({ metadata, status }: FleetObject): string[] {
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  const rewritten = status.conditions.find(({ type }) => type === 'HistoryRewritten');
  const remarks: string[] = [];
  if (ready !== undefined && ready.status !== 'True')
    remarks.push(`\nFleet ${metadata.name}: ${ready.reason}: ${ready.message}\n`);
  if (rewritten !== undefined) remarks.push(`\nFleet ${metadata.name}: history was rewritten: ${rewritten.message}\n`);
  if (status.invalid.length > 0) {
    remarks.push(`\nFiles of fleet ${metadata.name} that are not applied:\n`);
    remarks.push(...status.invalid.flatMap(({ messages }) => messages.map((message) => `  ${message}\n`)));
    const more = status.invalidCount - status.invalid.length;
    if (more > 0) remarks.push(`  and ${more} more files\n`);
  }
  const { pendingApproval } = status;
  if (pendingApproval !== undefined) {
    const { revision, closures, stores, reason } = pendingApproval;
    const name = revision.slice(0, 12);
    remarks.push(`\nRevision ${name} of fleet ${metadata.name} waits for approval to close ${closures} store(s):\n`);
    remarks.push(`  ${stores.join(', ')}${closures > stores.length ? ', ...' : ''}\n`);
    if (reason !== ready?.message) remarks.push(`  ${reason}\n`);
    remarks.push(`To approve it: urumi approve ${metadata.name} ${name}\n`);
  }
  return remarks;
}
