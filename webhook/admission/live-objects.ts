import { z } from 'zod';
import type { KubeObject } from '../../cluster/object.ts';
import { fleetSpecSchema, type FleetSpec } from '../../synth/spec/fleet.ts';
import { labels } from '../../synth/spec/names.ts';
import type { FleetRules } from '../../synth/spec/store-index.ts';

/** What is remembered of a Store: what it claims of the things that stores share. */
export interface LiveStore {
  readonly name: string;
  /** Empty when no fleet follows it. */
  readonly fleet: string;
  readonly hosts: readonly string[];
  readonly owner?: string;
  /** Its file is gone: it claims its name, and no host. */
  readonly isClosed: boolean;
}

/** What is remembered of a Fleet. */
export interface LiveFleet extends FleetRules {
  readonly name: string;
  readonly versions: FleetSpec['versions'];
  readonly source: Pick<FleetSpec['source'], 'url' | 'branch' | 'path'>;
}

/** Lenient: a Store that another version of Urumi wrote still has its name and its hosts. */
const claimingSpec = z
  .object({
    hosts: z.array(z.string()).catch([]),
    owner: z.string().optional().catch(undefined),
    closure: z.unknown().optional(),
  })
  .catch({ hosts: [] });

/** A Store as the watch shows it. */
export function liveStore({ metadata, ['spec']: spec }: KubeObject): LiveStore {
  const { hosts, owner, closure } = claimingSpec.parse(spec);
  return {
    name: metadata.name,
    fleet: metadata.labels?.[labels.fleet] ?? '',
    hosts,
    isClosed: closure !== undefined,
    ...(owner !== undefined && { owner }),
  };
}

/** A Fleet as the watch shows it; undefined when this Urumi cannot read it. */
export function liveFleet({ metadata, ['spec']: spec }: KubeObject): LiveFleet | undefined {
  const parsed = fleetSpecSchema.safeParse(spec).data;
  return parsed === undefined ? undefined : fleetOf(metadata.name, parsed);
}

/** What a fleet's spec says about its stores. */
export function fleetOf(name: string, { environment, limits, versions, source }: FleetSpec): LiveFleet {
  const { url, branch, path } = source;
  return { name, domain: environment.domain, limits, versions, source: { url, branch, path } };
}
