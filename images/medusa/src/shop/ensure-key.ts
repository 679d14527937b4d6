import type { MedusaContainer } from '@medusajs/framework/types';
import { ContainerRegistrationKeys, Modules } from '@medusajs/framework/utils';
import { createApiKeysWorkflow, linkSalesChannelsToApiKeyWorkflow } from '@medusajs/medusa/core-flows';
import { idOf } from './ensure-region';
import type { Store } from './ensure-store';
import type { ShopSettings } from './settings';

const title = 'Storefront';

interface Database {
  (table: string): { where(row: object): { update(row: object): PromiseLike<number> } };
}

/**
 * Sees to it that the storefront's publishable key is the one that it was given. Medusa makes up the key itself, so the row is changed afterwards; it is plain
 * text there, being public, and the servers, which remember keys, start later. That is the last step: a key with the right token is complete, and the merchant's to
 * link to other sales channels.
 */
export async function ensureKey(container: MedusaContainer, settings: ShopSettings, store: Store): Promise<void> {
  const keys = container.resolve(Modules.API_KEY);
  const token = settings.publishableKey;
  const [right] = await keys.listApiKeys({ token });
  if (right !== undefined) return;
  const [named] = await keys.listApiKeys({ title, type: 'publishable' });
  const id = named?.id ?? (await make(container));
  await linkSalesChannelsToApiKeyWorkflow(container).run({ input: { id, add: [store.salesChannel] } });
  const database: Database = container.resolve(ContainerRegistrationKeys.PG_CONNECTION);
  const redacted = `${token.slice(0, 6)}***${token.slice(-3)}`;
  const changed = await database('api_key')
    .where({ id, type: 'publishable' })
    .update({ token, redacted, revoked_at: null });
  if (changed !== 1) throw new Error(`publishable key ${id} could not be changed`);
}

async function make(container: MedusaContainer): Promise<string> {
  const api_keys = [{ title, type: 'publishable' as const, created_by: '' }];
  const { result } = await createApiKeysWorkflow(container).run({ input: { api_keys } });
  return idOf(result, 'publishable key');
}
