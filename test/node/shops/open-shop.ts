import { z } from 'zod';
import { removeObject } from '../../../cluster/remove.ts';
import { labels } from '../../../synth/spec/names.ts';
import { until } from '../../harness/until.ts';
import { Customers } from './customers.ts';
import type { FleetFolder } from './fleet-object.ts';
import { buy, orderStatus } from './medusa-customer.ts';
import { ask } from './outside.ts';
import { parties, type Party } from './reach.ts';
import type { Merged, ShopBed } from './shop-bed.ts';
import { shopFile, shopkeeper, type ShopChoices } from './shop-file.ts';

const minute = 60_000;

const podSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string(), uid: z.string() }),
  spec: z.looseObject({ containers: z.array(z.looseObject({ image: z.string() })).min(1) }),
  status: z.looseObject({
    conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).default([]),
    containerStatuses: z.array(z.looseObject({ restartCount: z.number() })).default([]),
  }),
});

/** A pod of a shop, as much as scenes ask for. */
export interface ShopPod {
  readonly id: string;
  readonly uid: string;
  readonly isReady: boolean;
  readonly restarts: number;
  /** Of its first container. */
  readonly image: string;
}

/** A Medusa shop of a scene, with its keeper and its customers. */
export class OpenShop {
  readonly name: string;
  readonly #bed: ShopBed;
  readonly #folder: FleetFolder;

  /** @param folder of the stores repo, which a fleet follows */
  constructor(bed: ShopBed, name: string, folder: FleetFolder = 'stores') {
    this.#bed = bed;
    this.name = name;
    this.#folder = folder;
  }

  /** Merges the shop's file, if it is not merged already, and waits until Urumi knows it. */
  async begin(): Promise<void> {
    const isKnown = async () => (await this.#bed.status(this.name)) !== undefined;
    if (await isKnown()) return;
    await this.change(`Open ${this.name}`, {});
    await until(`${this.name} is known`, isKnown, { timeoutMs: minute, intervalMs: 200 });
  }

  /** As `begin`, and waits until the shop is open and its customers see it. */
  async open(): Promise<this> {
    await this.begin();
    await this.#bed.untilPhase(this.name, 'Ready', 5 * minute);
    await this.untilSeen();
    return this;
  }

  /** Merges the shop's file as these choices have it. */
  change(title: string, choices: ShopChoices): Promise<Merged> {
    return this.#bed.change(title, { [this.#file]: shopFile(this.name, choices) });
  }

  /** Merges that the file is gone, and waits until the shop is. */
  async remove(): Promise<void> {
    await this.#bed.change(`Remove ${this.name}`, { [this.#file]: null });
    const gone = async () => (await this.#bed.status(this.name)) === undefined;
    await until(`${this.name} is gone`, gone, { timeoutMs: 3 * minute, intervalMs: 500 });
  }

  /** The ingress controller hears of a change a moment after we do. */
  async untilSeen(): Promise<void> {
    const { address, host } = this.#bed.addressOf(this.name);
    const seen = async () => (await ask(address, host, { path: '/de' })).body.includes('Demo Tee');
    await until(`customers see ${this.name}`, seen, { timeoutMs: minute, intervalMs: 200 });
  }

  async #key(): Promise<string> {
    return this.#bed.secret(this.name, 'store-app', 'PUBLISHABLE_KEY');
  }

  /** @returns the order's id */
  async buy(): Promise<string> {
    return buy(this.#bed.addressOf(this.name), await this.#key());
  }

  /** What the keeper sees of an order. */
  async orderStatus(order: string): Promise<string | undefined> {
    const password = await this.#bed.secret(this.name, 'store-admin', 'password');
    return orderStatus(this.#bed.addressOf(this.name), { email: shopkeeper, password }, order);
  }

  /** People who look at a page, which takes the storefront, the server and the database; at products; and at something that the storefront has itself. */
  async customers(): Promise<Customers> {
    const headers = { 'x-publishable-api-key': await this.#key() };
    return new Customers(this.#bed.addressOf(this.name), {
      page: { path: '/de' },
      products: { path: '/store/products?limit=1', headers },
      static: { path: '/favicon.ico' },
    });
  }

  /** The pods of a component that are not on their way out. */
  async pods(component: string): Promise<ShopPod[]> {
    return (await this.#objects(component)).map((object) => {
      const { metadata, spec, status } = podSchema.parse(object);
      const isReady = status.conditions.some((each) => each.type === 'Ready' && each.status === 'True');
      const restarts = status.containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
      return {
        id: `Pod/${metadata.namespace}/${metadata.name}`,
        uid: metadata.uid,
        isReady,
        restarts,
        image: spec.containers[0]?.image ?? '',
      };
    });
  }

  /** The component's pod that runs. */
  async party(component: string): Promise<Party> {
    const [party] = parties(await this.#objects(component));
    if (party === undefined) throw new Error(`no ${component} of ${this.name} runs`);
    return party;
  }

  /** Deletes one pod, and waits until there are as many as before that are ready, and it is none of them. */
  async replacePod(component: string): Promise<void> {
    const before = await this.pods(component);
    const [{ id, uid } = { id: '', uid: '' }] = before;
    await removeObject(this.#bed.api, id, { uid, propagation: 'Background' });
    const replaced = async () => {
      const now = await this.pods(component);
      return now.length === before.length && now.every((pod) => pod.isReady && pod.uid !== uid);
    };
    await until(`another ${component} is ready`, replaced, { timeoutMs: 2 * minute, intervalMs: 200 });
  }

  async #objects(component: string) {
    const all = await this.#bed.objects(this.name, 'Pod');
    return all.filter(
      ({ metadata }) =>
        metadata.labels?.[labels.component] === component && metadata['deletionTimestamp'] === undefined,
    );
  }

  get #file(): string {
    return `${this.#folder}/${this.name}.yaml`;
  }
}
