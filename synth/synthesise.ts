import { digestOf } from './digest.ts';
import { engineOf } from './engines/available.ts';
import type { Engine, StoreContext, StoreOrigin } from './engines/engine.ts';
import { addIsolation } from './isolation/isolation.ts';
import { isKept, suspend } from './lifecycle.ts';
import { nameJobs } from './name-jobs.ts';
import type { FleetSpec } from './spec/fleet.ts';
import { namespaceOf } from './spec/names.ts';
import { stageNames } from './spec/status.ts';
import type { StoreSpec } from './spec/store.ts';
import { StoreChart } from './store-chart.ts';
import type { DesiredObject, KubernetesObject, Synthesis } from './synthesis.ts';
import { weightOf } from './weight.ts';

interface StoreInput {
  readonly name: string;
  readonly spec: StoreSpec;
  readonly origin?: StoreOrigin;
}

/**
 * Everything that a store wants to be, from its file and its fleet. Pure: the same input gives the same output to the byte, and nothing is read, written,
 * timed or drawn by lot.
 *
 * @param store name and spec, with defaults filled in; where its file is, when it is known
 * @param fleet the environment that the store runs in, and the engine versions of stores that name none
 */
export function synthesise(store: StoreInput, fleet: Pick<FleetSpec, 'environment' | 'versions'>): Synthesis {
  const engine = engineOf(store.spec.engine);
  const context = contextOf(store, fleet, engine);

  const shop = new StoreChart(context);
  engine.build(shop);
  const stages = shop.render();
  const digest = rememberedDigest();
  nameJobs(stages, digest);

  // The quotas follow from the rendered pods of the store when it is awake: sleeping needs no other bounds.
  const guards = new StoreChart(context);
  addIsolation(guards, engine.components, Object.values(stages).flat());
  stages.guards = guards.render().guards;

  const wanted = store.spec.suspended ? suspend(stages) : stages;
  const url = `${context.scheme}://${context.hosts[0]}`;
  return {
    namespace: context.namespace,
    stages: stageNames.map((name) => ({ name, objects: wanted[name].map((object) => desired(object, digest)) })),
    secrets: engine.secrets(context),
    url,
    adminUrl: `${url}${engine.adminPath}`,
  };
}

function contextOf(
  { name, spec, origin }: StoreInput,
  { environment, versions }: Pick<FleetSpec, 'environment' | 'versions'>,
  engine: Engine,
): StoreContext {
  const own = `${name}.${environment.domain}`;
  return {
    name,
    namespace: namespaceOf(name),
    spec,
    environment,
    version: spec.version ?? versions[spec.engine] ?? engine.defaultVersion,
    hosts: [own, ...new Set(spec.hosts.filter((host) => host !== own))],
    scheme: environment.tls.mode === 'none' ? 'http' : 'https',
    ...(origin && { origin }),
  };
}

function desired(object: KubernetesObject, digest: (value: object) => string): DesiredObject {
  const weight = weightOf(object);
  return { object, digest: digest(object), keep: isKept(object), ...(weight === undefined ? {} : { weight }) };
}

/** Digests what is not going to change any more; most objects are asked for twice. */
function rememberedDigest(): (value: object) => string {
  const known = new Map<object, string>();
  return (value) => {
    const digest = known.get(value) ?? digestOf(value);
    known.set(value, digest);
    return digest;
  };
}
