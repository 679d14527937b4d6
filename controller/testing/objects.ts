import { annotations, labels, storeFinalizer, systemNamespace } from '../../synth/spec/names.ts';
import { fleetSpecSchema, fleetStatusSchema, type FleetSpec } from '../../synth/spec/fleet.ts';
import { storeSpecSchema, storeStatusSchema } from '../../synth/spec/store.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';

/** What a test says about a Store object; the rest is as a fleet loop would have written it. */
export interface StoreExample {
  readonly fleet?: string;
  readonly file?: string;
  readonly blob?: string;
  /** The commit that it was applied from. */
  readonly revision?: string;
  readonly held?: string;
  /** What is recorded of the spec that was applied; absent: nothing. */
  readonly specDigest?: string;
  readonly deletionTimestamp?: string;
  /** More annotations. */
  readonly annotations?: Record<string, string>;
  readonly spec?: Record<string, unknown>;
  readonly status?: Record<string, unknown>;
}

/** A Store object that was applied from `stores/<name>.yaml`. */
export function storeExample(name: string, example: StoreExample = {}): StoreObject {
  return {
    metadata: {
      name,
      namespace: systemNamespace,
      uid: `uid-${name}`,
      resourceVersion: '1',
      generation: 1,
      labels: { [labels.fleet]: example.fleet ?? 'shops' },
      annotations: {
        [annotations.file]: example.file ?? `stores/${name}.yaml`,
        [annotations.blob]: example.blob ?? `blob-${name}`,
        [annotations.revision]: example.revision ?? 'a'.repeat(40),
        ...(example.specDigest !== undefined && { [annotations.spec]: example.specDigest }),
        ...(example.held !== undefined && { [annotations.held]: example.held }),
        ...example.annotations,
      },
      finalizers: [storeFinalizer],
      ...(example.deletionTimestamp !== undefined && { deletionTimestamp: example.deletionTimestamp }),
    },
    spec: storeSpecSchema.parse({ engine: 'woocommerce', ...example.spec }),
    status: storeStatusSchema.parse(example.status ?? {}),
  };
}

/** A fleet spec with every default; `limits` and others by `spec`. */
export function fleetSpecExample(spec: Record<string, unknown> = {}): FleetSpec {
  return fleetSpecSchema.parse({
    source: { url: 'http://127.0.0.1:3000/urumi/stores.git' },
    environment: { domain: 'shops.example' },
    ...spec,
  });
}

/** A Fleet object named `shops` unless told otherwise. */
export function fleetExample(spec: Record<string, unknown> = {}, name = 'shops'): FleetObject {
  return {
    metadata: {
      name,
      namespace: systemNamespace,
      uid: `uid-fleet-${name}`,
      resourceVersion: '1',
      generation: 1,
      labels: {},
      annotations: {},
      finalizers: [],
    },
    spec: fleetSpecExample(spec),
    status: fleetStatusSchema.parse({}),
  };
}
