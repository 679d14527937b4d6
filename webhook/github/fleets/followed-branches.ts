import type { ForgeRepository } from '../../../forge/forge.ts';
import { repositoryAddress } from '../../../forge/repository-address.ts';
import type { FleetObject } from '../../../synth/spec/objects.ts';

/** Whether a repository's full name in an event is that of ours. Forges write names as their owners did, and find them in any case. */
export function isOurRepository({ owner, name }: ForgeRepository, fullName: string): boolean {
  return fullName.toLowerCase() === `${owner}/${name}`.toLowerCase();
}

/** The fleets that follow a branch of a repository, whichever it is, by name. */
export function followersOf(fleets: Iterable<FleetObject>, { url, owner, name }: ForgeRepository): FleetObject[] {
  const address = repositoryAddress(`${url}/${owner}/${name}`);
  return [...fleets]
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .filter(({ spec }) => repositoryAddress(spec.source.url) === address)
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}
