import { hash } from 'node:crypto';
import { fleetSpecSchema, type FleetSpec } from '../../synth/spec/fleet.ts';
import { storeFileSpecSchema, type StoreSpec } from '../../synth/spec/store.ts';
import { synthesise } from '../../synth/synthesise.ts';
import { makePlan } from '../make-plan.ts';
import type { LiveFleet, LiveStore, PlanInput } from '../plan-input.ts';
import { planReportSchema, type PlanReport, type PlanStore, type StoreCluster } from '../plan-report.ts';
import type { Blob, ReadBlobs } from '../read-files.ts';
import type { StoreTree } from '../store-tree.ts';

/** Path → content. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** The time of the merge in tests. */
export const mergeTime = Date.parse('2026-11-21T14:00:00Z');

/** The text of a store file. */
export function storeFile(name: string, spec = ''): string {
  const body = spec
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `  ${line}\n`)
    .join('');
  return `apiVersion: urumi.dev/v1alpha1\nkind: Store\nmetadata:\n  name: ${name}\nspec:\n  engine: woocommerce\n${body}`;
}

/** Files `stores/<name>.yaml` of stores without particulars. */
export function plainStores(count: number, spec = ''): Record<string, string> {
  const names = Array.from({ length: count }, (_, at) => `s${at}`);
  return Object.fromEntries(names.map((name) => [`stores/${name}.yaml`, storeFile(name, spec)]));
}

interface Setting {
  readonly limits?: Partial<FleetSpec['limits']>;
  readonly approved?: number;
  /** The fleet does not follow its repository. */
  readonly suspended?: boolean;
  /** By name: fields of their specs. */
  readonly live?: Readonly<Record<string, Partial<StoreSpec> & Pick<LiveStore, 'purging' | 'takenOver'>>>;
  readonly foreign?: Partial<Pick<LiveFleet, 'foreignNames' | 'foreignHosts'>>;
  /** Entries of the head that are no files. */
  readonly unusable?: Readonly<Record<string, string>>;
  readonly headTree?: StoreTree;
  /** What the cluster says of every store that changes. */
  readonly check?: StoreCluster;
  /** In place of the real one, where objects do not matter. */
  readonly synthesise?: typeof synthesise;
}

/** A report, and what it took. */
export interface Planned {
  readonly report: PlanReport;
  /** Blobs that were read. */
  readonly read: number;
  /** Stores that were synthesised. */
  readonly synthesised: number;
  store(name: string): PlanStore;
}

/** Plans a change of files. Every report is held against the schema. */
export async function planOf(before: Files, after: Files, setting: Setting = {}): Promise<Planned> {
  const spent = { read: 0, synthesised: 0 };
  const read = readerOf(before, after);
  const report = await makePlan(inputOf(before, after, setting), {
    read: async (ids, limits) => {
      const found = await read(ids, limits);
      spent.read += found.size;
      return found;
    },
    synthesise: (store, fleet) => {
      spent.synthesised += 1;
      return (setting.synthesise ?? synthesise)(store, fleet);
    },
    ...(setting.check && { check: () => Promise.resolve(setting.check) }),
  });
  const checked = planReportSchema.parse(report);
  const store = (name: string): PlanStore => {
    const found = checked.stores.find((one) => one.name === name);
    if (found === undefined) throw new Error(`the plan says nothing of ${name}`);
    return found;
  };
  return { report: checked, ...spent, store };
}

/** Reads the blobs of both sides. */
export function readerOf(...sides: readonly Files[]): ReadBlobs {
  const all = sides.flatMap((files) => Object.values(files));
  const blobs = new Map(all.map((text) => [blobId(text), bytes(text)]));
  return (ids) => Promise.resolve(new Map<string, Blob>([...ids].map((id) => [id, blobs.get(id) ?? { tooLarge: -1 }])));
}

/** The question that a change of files puts. */
export function inputOf(before: Files, after: Files, setting: Setting = {}): PlanInput {
  const { limits, approved, suspended, live, foreign, unusable = {}, headTree } = setting;
  const tree = treeOf(after, unusable);
  return {
    base: { id: 'b'.repeat(40), tree: treeOf(before) },
    head: { id: 'a'.repeat(40), tree: headTree ?? tree, approved },
    fleet: {
      name: 'shops',
      spec: fleetSpecSchema.parse({
        source: { url: 'https://git.example.com/shops/stores.git' },
        environment: { domain: 'shops.example.com' },
        ...(limits && { limits }),
        ...(suspended && { suspended }),
      }),
    },
    now: mergeTime,
    ...((live ?? foreign) && { live: liveFleet(live ?? {}, foreign) }),
  };
}

function liveFleet(live: NonNullable<Setting['live']>, foreign: Setting['foreign']): LiveFleet {
  const stores = Object.entries(live).map(([name, { purging, takenOver, closure, ...fields }]): [string, LiveStore] => {
    const spec = { ...storeFileSpecSchema.parse({ engine: 'woocommerce', ...fields }), ...(closure && { closure }) };
    return [name, { spec, ...(purging && { purging }), ...(takenOver !== undefined && { takenOver }) }];
  });
  return { stores: new Map(stores), foreignNames: new Map(), foreignHosts: new Map(), ...foreign };
}

function treeOf(files: Files, unusable: Readonly<Record<string, string>> = {}): StoreTree {
  return {
    state: 'present',
    files: new Map(Object.entries(files).map(([path, text]) => [path, blobId(text)])),
    unusable: new Map(Object.entries(unusable)),
  };
}

function bytes(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

function blobId(content: string | Uint8Array): string {
  return hash('sha1', bytes(content));
}
