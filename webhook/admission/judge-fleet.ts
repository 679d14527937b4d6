import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { foreignHostClashes } from '../../plan/foreign-host-clashes.ts';
import { versionAdvice } from '../../synth/engines/engine-version.ts';
import { checkValue } from '../../synth/spec/check-value.ts';
import { checkFleetVersions } from '../../synth/spec/engine-rules.ts';
import { fleetSpecSchema, type FleetSpec } from '../../synth/spec/fleet.ts';
import type { Violation } from '../../synth/spec/problem.ts';
import { storeName } from '../../synth/spec/scalars.ts';
import { engines } from '../../synth/spec/store.ts';
import type { ClusterClaims } from './cluster-claims.ts';
import { violationsOf, type Judgement } from './judgement.ts';
import { fleetOf, type LiveFleet } from './live-objects.ts';

/** A write of a Fleet. */
export interface FleetWrite {
  readonly object: unknown;
  /** The Fleet as it is; undefined for a new one. */
  readonly oldObject: unknown;
}

const fleetObject = z.object({ metadata: z.object({ name: storeName }), spec: fleetSpecSchema });

/** Clashes are listed up to here: a domain that is taken clashes for every store. */
const mostClashes = 10;

/** Judges a write of a Fleet: its fields, the versions that it gives its stores, and the hosts that its domain gives them. */
export function judgeFleet({ object, oldObject }: FleetWrite, claims: ClusterClaims): Judgement {
  const checked = checkValue(fleetObject, object);
  if (checked.data === undefined) return { violations: violationsOf(checked.findings), warnings: [] };
  const { metadata, spec } = checked.data;
  const next = fleetOf(metadata.name, spec);
  const before = fleetObject.safeParse(oldObject).data?.spec;
  const old = before === undefined ? undefined : fleetOf(metadata.name, before);
  return {
    violations: [
      ...violationsOf(checkFleetVersions(object)),
      ...(next.domain === old?.domain ? [] : domainClashes(next, claims)),
    ],
    warnings: [...deprecatedVersions(spec), ...limitWarnings(next, claims), ...sourceWarnings(next, claims)],
  };
}

function deprecatedVersions({ versions }: FleetSpec): string[] {
  return engines.flatMap((engine) => versionAdvice(engine, versions[engine], `spec.versions.${engine}`) ?? []);
}

function domainClashes({ name, domain }: LiveFleet, claims: ClusterClaims): Violation[] {
  const found: Violation[] = [];
  for (const store of claims.storesOf(name)) {
    if (store.isClosed) continue;
    const holderOf = (host: string): string | undefined => claims.holderOutside(host, store.name, name);
    for (const { code, message } of foreignHostClashes({ name: store.name, hosts: [] }, domain, holderOf)) {
      const path = 'spec.environment.domain';
      found.push({ code, path, message: `${path} ${domain}: store ${store.name}: ${message}` });
    }
    if (found.length >= mostClashes) break;
  }
  return found;
}

/** Lower limits close nothing: they hold the files that change. Whoever sets them should know. */
function limitWarnings({ name, limits }: LiveFleet, claims: ClusterClaims): string[] {
  const owners = new Map<string, number>();
  let count = 0;
  for (const { isClosed, owner } of claims.storesOf(name)) {
    if (isClosed) continue;
    count += 1;
    if (owner !== undefined) owners.set(owner, (owners.get(owner) ?? 0) + 1);
  }
  const found: string[] = [];
  if (count > limits.stores)
    found.push(`spec.limits.stores is ${limits.stores}, and the fleet has ${count}: changes of some will be held`);
  for (const [owner, has] of owners)
    if (has > limits.storesPerOwner)
      found.push(
        `spec.limits.storesPerOwner is ${limits.storesPerOwner}, and ${owner} has ${has}: changes of some will be held`,
      );
  return found;
}

function sourceWarnings({ name, source }: LiveFleet, claims: ClusterClaims): string[] {
  const twin = [...claims.fleets()].find((fleet) => fleet.name !== name && isDeepStrictEqual(fleet.source, source));
  return twin === undefined
    ? []
    : [`spec.source: fleet ${twin.name} follows the same folder, and a store can belong to one of them only`];
}
