import type { FleetObject } from '../../../synth/spec/objects.ts';
import type { FleetView } from '../api/fleet-view.ts';
import type { StoreRow } from '../api/store-row.ts';

const mostOwners = 5;

/** A message of the fleet's status: `stores/a.yaml:7:12: text`, or a sentence without a position. */
function problemOf(file: string, text: string): FleetView['invalid'][number]['problems'][number] {
  const rest = text.startsWith(`${file}:`) ? text.slice(file.length + 1) : text;
  const found = /^(\d+):(\d+): (.*)$/s.exec(rest);
  if (found === null) return { message: rest.trim() };
  return { line: Number(found[1]), column: Number(found[2]), message: found[3] ?? '' };
}

function ownersOf(name: string, rows: Iterable<StoreRow>): FleetView['limits']['owners'] {
  const stores = new Map<string, number>();
  for (const { fleet, owner, phase } of rows) {
    if (fleet === name && owner !== '' && phase !== 'Closed') stores.set(owner, (stores.get(owner) ?? 0) + 1);
  }
  return [...stores]
    .map(([owner, count]) => ({ owner, stores: count }))
    .sort((a, b) => b.stores - a.stores || (a.owner < b.owner ? -1 : 1))
    .slice(0, mostOwners);
}

/** A Fleet object as the UI shows it. */
export function fleetViewOf({ metadata, spec, status }: FleetObject, rows: Iterable<StoreRow>): FleetView {
  const { source, limits } = spec;
  const { head, applied, appliedAt, pendingApproval, refusal } = status;
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  return {
    name: metadata.name,
    repository: source.url,
    branch: source.branch,
    path: source.path,
    domain: spec.environment.domain,
    suspended: spec.suspended,
    ...(head !== undefined && { head }),
    ...(applied !== undefined && { applied }),
    ...(appliedAt !== undefined && { appliedAt }),
    ...(ready !== undefined && { ready }),
    stores: status.stores,
    invalid: status.invalid.map(({ file, messages }) => ({
      file,
      problems: messages.map((message) => problemOf(file, message)),
    })),
    invalidCount: status.invalidCount,
    ...(pendingApproval !== undefined && {
      pending: {
        revision: pendingApproval.revision,
        closures: pendingApproval.closures,
        stores: pendingApproval.stores,
        reason: pendingApproval.reason,
        count: pendingApproval.count ?? pendingApproval.closures,
      },
    }),
    ...(refusal !== undefined && { refusal }),
    limits: {
      stores: limits.stores,
      storesPerOwner: limits.storesPerOwner,
      closuresPerRevision: String(limits.closuresPerRevision),
      owners: ownersOf(metadata.name, rows),
    },
    retention: spec.retention,
  };
}
