import type { MedusaContainer } from '@medusajs/framework/types';
import { Modules, ProductStatus } from '@medusajs/framework/utils';
import { createProductsWorkflow } from '@medusajs/medusa/core-flows';
import type { Shipping } from './ensure-shipping';
import type { Store } from './ensure-store';
import type { ShopSettings } from './settings';

/** The same three as in Urumi's other shops. */
const samples = [
  { handle: 'demo-tee', title: 'Demo Tee', price: 19.9, text: 'A plain T-shirt, to show what a product looks like.' },
  { handle: 'demo-mug', title: 'Demo Mug', price: 9.9, text: 'A mug that holds coffee or tea.' },
  { handle: 'demo-tote', title: 'Demo Tote Bag', price: 14.5, text: 'A cotton bag for everything else.' },
] as const;

/** Sees to it that there is something to look at. By handle, so that running it again adds nothing. */
export async function ensureCatalog(
  container: MedusaContainer,
  { currency }: ShopSettings,
  { profile, store }: Shipping & { readonly store: Store },
): Promise<void> {
  const existing = await container
    .resolve(Modules.PRODUCT)
    .listProducts({ handle: samples.map(({ handle }) => handle) });
  const known = new Set(existing.map(({ handle }) => handle));
  const products = samples
    .filter(({ handle }) => !known.has(handle))
    .map(({ handle, title, price, text }) => ({
      handle,
      title,
      description: text,
      status: ProductStatus.PUBLISHED,
      shipping_profile_id: profile,
      sales_channels: [{ id: store.salesChannel }],
      options: [{ title: 'Size', values: ['One size'] }],
      variants: [
        {
          title: 'One size',
          sku: handle,
          // Not counted: a demonstration never runs out.
          manage_inventory: false,
          options: { Size: 'One size' },
          prices: [{ currency_code: currency, amount: price }],
        },
      ],
    }));
  if (products.length > 0) await createProductsWorkflow(container).run({ input: { products } });
}
