import type { MedusaContainer } from '@medusajs/framework/types';
import { Modules } from '@medusajs/framework/utils';
import type { ShopSettings } from './settings';

/**
 * Looks, before anything is changed, whether Medusa has the country and the currency of the file: half of the settings would be written otherwise.
 *
 * @throws Error that names what Medusa does not know
 */
export async function requireKnown(container: MedusaContainer, { country, currency }: ShopSettings): Promise<void> {
  const [currencies, countries] = await Promise.all([
    container.resolve(Modules.CURRENCY).listCurrencies({ code: [currency] }),
    container.resolve(Modules.REGION).listCountries({ iso_2: [country] }),
  ]);
  if (currencies.length === 0) throw new Error(`Medusa knows no currency ${currency}`);
  if (countries.length === 0) throw new Error(`Medusa knows no country ${country}`);
}
