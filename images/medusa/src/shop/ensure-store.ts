import type { MedusaContainer, StoreDTO } from '@medusajs/framework/types';
import { Modules } from '@medusajs/framework/utils';
import { createDefaultsWorkflow } from '@medusajs/medusa/core-flows';
import type { ShopSettings } from './settings';

/** Where Urumi keeps, in the store's metadata, what it has written already. */
const metadataKey = 'urumi';

/** What was written of the file; a setting is written again when the file says something else. */
type Applied = Partial<Pick<ShopSettings, 'title' | 'currency' | 'country'>>;

/** The shop as Medusa knows it. */
export interface Store {
  readonly id: string;
  readonly salesChannel: string;
  /** Its first day is not over: nothing of it can be the merchant's yet. */
  readonly isNew: boolean;
  /** What the file said when it was last applied. */
  readonly applied: Applied;
  /** Notes that all of the file is applied. */
  remember(settings: ShopSettings): Promise<void>;
}

/** Sees to it that there is a store with a sales channel, the file's name for it, and its currency. */
export async function ensureStore(container: MedusaContainer, settings: ShopSettings): Promise<Store> {
  await createDefaultsWorkflow(container).run();
  const stores = container.resolve(Modules.STORE);
  const [found] = await stores.listStores({}, { relations: ['supported_currencies'] });
  if (found === undefined) throw new Error('Medusa has made no store');
  const { id, metadata, default_sales_channel_id: salesChannel } = found;
  if (typeof salesChannel !== 'string') throw new Error(`store ${id} has no default sales channel`);
  const applied = metadata?.[metadataKey] as Applied | undefined;
  await stores.updateStores(id, {
    ...(applied?.title === settings.title ? {} : { name: settings.title }),
    ...(applied?.currency === settings.currency ? {} : { supported_currencies: currencies(found, settings.currency) }),
  });
  return {
    id,
    salesChannel,
    isNew: applied === undefined,
    applied: applied ?? {},
    async remember({ title, currency, country }) {
      const [{ metadata: latest } = found] = await stores.listStores({ id });
      await stores.updateStores(id, { metadata: { ...latest, [metadataKey]: { title, currency, country } } });
    },
  };
}

/** The merchant's currencies stay; the file's is the default one. */
function currencies(store: StoreDTO, code: string): { currency_code: string; is_default: boolean }[] {
  const others = (store.supported_currencies ?? []).filter(({ currency_code }) => currency_code !== code);
  return [
    { currency_code: code, is_default: true },
    ...others.map(({ currency_code }) => ({ currency_code, is_default: false })),
  ];
}
