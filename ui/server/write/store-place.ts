import { forgeRepositoryOf } from '../../../forge/forge-repository-of.ts';
import type { Forge, ForgeRepository } from '../../../forge/forge.ts';
import { annotations, labels } from '../../../synth/spec/names.ts';
import type { FleetObject, StoreObject } from '../../../synth/spec/objects.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { LivePicture } from '../live/live-picture.ts';

/** A store, its fleet, and the file that it is. */
export interface StorePlace {
  /** The store's. */
  readonly name: string;
  readonly store: StoreObject;
  readonly fleet: FleetObject;
  /** From the root of the repository. */
  readonly path: string;
}

/** Where the fleet's branch is now. */
export interface Base {
  readonly branch: string;
  readonly sha: string;
}

/**
 * A store by its name, with what a change of it needs to know.
 *
 * @throws ProblemError 404; 409 when it is of another repository than this UI proposes to
 */
export function placeOf(picture: LivePicture, name: string, repository: ForgeRepository): StorePlace {
  const store = picture.store(name);
  if (store === undefined)
    throw new ProblemError(
      404,
      `There is no store named ${name}. It may have been purged, or its file is not merged yet.`,
    );
  const fleet = fleetOf(picture, store.metadata.labels[labels.fleet] ?? '', repository);
  const path = store.metadata.annotations[annotations.file];
  if (path !== undefined) return { name, store, fleet, path };
  throw new ProblemError(
    409,
    `${name} did not come from a file, so there is none to change. Look at its object with kubectl.`,
  );
}

/** @throws ProblemError 404; 409 when it follows another repository */
export function fleetOf(picture: LivePicture, name: string, repository: ForgeRepository): FleetObject {
  const fleet = picture.fleet(name);
  if (fleet === undefined) throw new ProblemError(404, `There is no fleet named ${name}.`);
  const followed = forgeRepositoryOf(fleet.spec.source.url, repository.kind);
  // Not the host: a forge often has another name inside a cluster than outside.
  const same = ['owner', 'name'] as const;
  if (same.every((part) => followed[part].toLowerCase() === repository[part].toLowerCase())) return fleet;
  throw new ProblemError(
    409,
    `Fleet ${name} follows ${followed.owner}/${followed.name}, and this web UI proposes changes to ${repository.owner}/${repository.name} only.`,
  );
}

/** @throws ProblemError 409 when the branch is not there; ForgeError */
export async function baseOf({ spec }: FleetObject, forge: Forge, signal: AbortSignal): Promise<Base> {
  const { branch } = spec.source;
  const head = await forge.readBranch(branch, signal);
  if (head !== undefined) return { branch, sha: head.sha };
  throw new ProblemError(
    409,
    `There is no branch ${branch} that a change could go into, or you may not see the repository.`,
  );
}
