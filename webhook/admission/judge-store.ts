import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { foreignHostClashes } from '../../plan/foreign-host-clashes.ts';
import { storeObjections } from '../../plan/store-objections.ts';
import { versionAdvice } from '../../synth/engines/engine-version.ts';
import type { VolumesSeen } from '../../synth/engines/live-volume-sizes.ts';
import { checkValue } from '../../synth/spec/check-value.ts';
import { checkEngineRules } from '../../synth/spec/engine-rules.ts';
import { labels } from '../../synth/spec/names.ts';
import type { Violation } from '../../synth/spec/problem.ts';
import { storeName } from '../../synth/spec/scalars.ts';
import { storeSpecSchema, type StoreSpec } from '../../synth/spec/store.ts';
import { claimOf, type ClusterClaims } from './cluster-claims.ts';
import { violationsOf, type Judgement } from './judgement.ts';
import type { LiveStore } from './live-objects.ts';

/** A write of a Store. */
export interface StoreWrite {
  readonly object: unknown;
  /** The Store as it is; undefined for a new one. */
  readonly oldObject: unknown;
  /** By the fleet loop, which has judged the whole revision by the same rules, or as a plan asks what that would be told. */
  readonly asController: boolean;
}

const storeObject = z.object({
  metadata: z.object({ name: storeName, labels: z.record(z.string(), z.string()).default({}) }),
  spec: storeSpecSchema,
});

const volumesSeen = z.object({
  status: z.object({ volumes: z.array(z.object({ claim: z.string(), size: z.string().optional() })) }),
});

/** The Store as it was, if this Urumi can read it. */
interface Before {
  readonly spec: StoreSpec;
  readonly volumes: VolumesSeen;
  readonly store: LiveStore;
}

/**
 * Judges a write of a Store: its fields, what this build can run, what its change would cost, and what it claims beside all other stores.
 *
 * Within a fleet the controller's own clashes are told, not refused. It has judged the revision as a whole, by these same functions; two shops
 * that exchange hosts can be written in no order without a moment in which both claim one, and refusing that moment would refuse them for ever.
 */
export function judgeStore(write: StoreWrite, claims: ClusterClaims): Judgement {
  const checked = checkValue(storeObject, write.object);
  if (checked.data === undefined) return { violations: violationsOf(checked.findings), warnings: [] };
  const { metadata, spec } = checked.data;
  const next = storeOf(metadata, spec);
  const before = beforeOf(write.oldObject);
  // A closing gives up claims and changes nothing else.
  if (next.isClosed) return { violations: [], warnings: [] };
  const unfit = violationsOf(checkEngineRules(write.object, 'object'));
  const alone = storeObjections({
    name: next.name,
    spec,
    previous: before?.spec,
    volumes: before?.volumes,
    taken: takenBy(next, before, claims),
  });
  const { foreign, own } = isSameClaim(next, before) ? { foreign: [], own: [] } : clashes(next, before, claims);
  const told = write.asController ? own.map(({ message }) => message) : [];
  return {
    violations: [...unfit, ...alone, ...foreign, ...(write.asController ? [] : own)],
    warnings: [...told, ...advice(next, spec, claims)],
  };
}

function storeOf({ name, labels: own }: z.output<typeof storeObject>['metadata'], spec: StoreSpec): LiveStore {
  const { hosts, owner, closure } = spec;
  const fleet = own[labels.fleet] ?? '';
  return { name, fleet, hosts, isClosed: closure !== undefined, ...(owner !== undefined && { owner }) };
}

function beforeOf(oldObject: unknown): Before | undefined {
  const old = storeObject.safeParse(oldObject).data;
  if (old === undefined) return undefined;
  const volumes = volumesSeen.safeParse(oldObject).data?.status.volumes ?? [];
  return { spec: old.spec, volumes, store: storeOf(old.metadata, old.spec) };
}

/** The API server sees to it that a name is there once; what is left is a Store that changes hands. */
function takenBy({ name, fleet }: LiveStore, before: Before | undefined, claims: ClusterClaims): string | undefined {
  const owner = before?.store.fleet ?? claims.store(name)?.fleet ?? '';
  return owner === '' || owner === fleet ? undefined : `fleet ${owner} has a store of this name`;
}

/** A change that leaves alone what is shared is not answerable for clashes that are there already. */
function isSameClaim(next: LiveStore, before: Before | undefined): boolean {
  return before !== undefined && isDeepStrictEqual(next, before.store);
}

function clashes(
  next: LiveStore,
  before: Before | undefined,
  claims: ClusterClaims,
): { foreign: readonly Violation[]; own: readonly Violation[] } {
  const fleet = claims.fleet(next.fleet);
  const holderOf = (host: string): string | undefined => claims.holderOutside(host, next.name, next.fleet);
  // Without a fleet there is no domain, and so no implied host that could clash.
  const foreign = foreignHostClashes(next, fleet?.domain ?? '', holderOf);
  const exists = before !== undefined && !before.store.isClosed && before.store.fleet === next.fleet;
  const own = claims.index(next.fleet)?.problemsOf(claimOf(next, exists)) ?? [];
  return { foreign, own: own.map(({ code, path, message }) => ({ code, path, message })) };
}

function advice({ fleet: name, owner }: LiveStore, { engine, version }: StoreSpec, claims: ClusterClaims): string[] {
  const fleet = claims.fleet(name);
  const found: string[] = [];
  if (fleet === undefined)
    found.push(
      name === ''
        ? `the label ${labels.fleet} is missing: no fleet follows this store`
        : `there is no fleet ${name}: nothing follows this store`,
    );
  if (owner === undefined)
    found.push('spec.owner is missing: nobody is asked about this store, and no limit counts it');
  const old = versionAdvice(engine, version, 'spec.version');
  if (old !== undefined) found.push(old);
  return found;
}
