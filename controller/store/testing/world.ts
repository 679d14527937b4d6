import type { Health, LiveObject } from '../../../cluster/object.ts';
import { storeStatusSchema, type InventoryEntry, type StoreStatus } from '../../../synth/spec/store.ts';
import { stageNames, type StageName } from '../../../synth/spec/status.ts';
import type { Desired, DesiredItem } from '../desired.ts';
import type { Decision, LiveView, StoreRecord } from '../record.ts';

/** A store in miniature: every stage has what is typical of it. */
const parts: Record<StageName, [kind: string, name: string, keep: boolean][]> = {
  guards: [
    ['Namespace', 'store-x', true],
    ['ResourceQuota', 'run', true],
  ],
  config: [['ConfigMap', 'env', true]],
  database: [
    ['PersistentVolumeClaim', 'db-data', true],
    ['StatefulSet.apps', 'db', false],
  ],
  setup: [['Job.batch', 'setup-1', false]],
  application: [['Deployment.apps', 'web', false]],
  ingress: [['Ingress.networking.k8s.io', 'web', false]],
  validation: [['Job.batch', 'validate-1', false]],
};

export const t0 = Date.parse('2026-11-21T09:00:00Z');

/** What the store in miniature wants; `digest` and other names make it want something else. */
export function wants(change: { digest?: string; jobs?: string; weight?: number; claim?: number } = {}): Desired {
  const { digest = 'a', jobs = '1', weight, claim } = change;
  const weights: Record<string, number | undefined> = { ResourceQuota: weight, PersistentVolumeClaim: claim };
  const item = ([kind, name, keep]: [string, string, boolean]): DesiredItem => {
    const id = kind === 'Namespace' ? `Namespace//${name}` : `${kind}/store-x/${name.replace(/-1$/, `-${jobs}`)}`;
    return { id, digest, keep, ...(weights[kind] === undefined ? {} : { weight: weights[kind] }) };
  };
  const stages = stageNames.map((name) => ({ name, items: parts[name].map(item) }));
  return {
    target: `${digest}${jobs}${weight ?? ''}${claim ?? ''}`,
    namespace: 'store-x',
    stages,
    secrets: [],
    url: 'https://x.shops.test',
    adminUrl: 'https://x.shops.test/wp-admin',
  };
}

const current: Health = { status: 'Current', reason: 'Current', message: '' };

/** A cluster that takes everything at once, and a record that follows; time stands still until `wait`. */
export class World implements LiveView {
  readonly objects = new Map<string, LiveObject>();
  record: StoreRecord = recordFor({});
  now = t0;
  #uids = 0;

  get(id: string): LiveObject | undefined {
    return this.objects.get(id);
  }

  [Symbol.iterator](): Iterator<LiveObject> {
    return this.objects.values();
  }

  put(id: string, change: Partial<LiveObject> = {}): void {
    const before = this.objects.get(id);
    this.objects.set(id, {
      id,
      uid: before?.uid ?? `uid-${++this.#uids}`,
      resourceVersion: '1',
      version: 'v1',
      store: 'x',
      component: '',
      owner: '',
      health: current,
      ...before,
      ...change,
    });
  }

  /** Does what the decision says, except for what `refuse` names. */
  carryOut(decision: Decision, refuse: (id: string) => boolean = () => false): void {
    const { retry: _retry, ...record } = this.record;
    const applied = this.#apply(decision, refuse);
    const inventory = this.#remove(decision, refuse, applied);
    this.record = {
      ...record,
      resumed: false,
      written: decision.status.conditions,
      secrets: decision.ensureSecrets ? 'present' : record.secrets,
      status: { ...decision.status, inventory },
      ...(decision.retry === undefined ? {} : { retry: decision.retry }),
    };
  }

  #apply({ apply, status }: Decision, refuse: (id: string) => boolean): InventoryEntry[] {
    const entries = new Map(status.inventory.map((entry) => [entry.id, entry]));
    for (const { id, digest, weight } of apply) {
      if (refuse(id)) continue;
      this.put(id, { version: 'v1' });
      const uid = this.get(id)?.uid ?? '';
      entries.set(id, { id, uid, digest, version: 'v1', ...(weight === undefined ? {} : { weight }) });
    }
    return [...entries.values()];
  }

  #remove({ remove }: Decision, refuse: (id: string) => boolean, inventory: InventoryEntry[]): InventoryEntry[] {
    const gone = new Set<string>();
    for (const { id, background } of remove) {
      if (refuse(id)) continue;
      if (!this.objects.delete(id) || background === true) gone.add(id);
    }
    return inventory.filter(({ id }) => !gone.has(id));
  }

  change(change: Partial<StoreRecord>): void {
    this.record = { ...this.record, ...change };
  }

  wait(ms: number): void {
    this.now += ms;
  }
}

export function recordFor(status: Partial<StoreStatus>): StoreRecord {
  return {
    name: 'x',
    generation: 1,
    file: 'stores/x.yaml',
    revision: 'a'.repeat(40),
    held: '',
    suspended: false,
    deleted: false,
    written: [],
    resumed: false,
    status: { ...storeStatusSchema.parse({}), ...status },
    deadlines: { database: 90_000, setup: 180_000, application: 180_000, validation: 180_000, total: 300_000 },
    refusals: new Map(),
    causes: new Map(),
    secrets: 'unchecked',
  };
}
