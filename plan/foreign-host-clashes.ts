import type { Violation } from '../synth/spec/problem.ts';

/** What a store claims of the world outside its fleet. */
interface HostClaim {
  readonly name: string;
  /** The extra hosts; `<name>.<domain>` is implied. */
  readonly hosts: readonly string[];
}

/**
 * The hosts of a store that somebody outside its fleet has. The fleet loop, the plan and the admission webhook all ask here.
 *
 * @param domain of the store's fleet
 * @param holderOf who has a host outside the fleet, as a text; undefined for nobody
 */
export function foreignHostClashes(
  { name, hosts }: HostClaim,
  domain: string,
  holderOf: (host: string) => string | undefined,
): Violation[] {
  const own: [host: string, path: string][] = [[`${name}.${domain}`, 'metadata.name']];
  own.push(...hosts.map((host, at): [string, string] => [host, `spec.hosts[${at}]`]));
  return own.flatMap(([host, path]) => {
    const holder = holderOf(host);
    if (holder === undefined) return [];
    const message = `${path} claims the host ${host}, which ${holder} has; a host belongs to one store`;
    return [{ code: 'host-clash', path, message }];
  });
}
