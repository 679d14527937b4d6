import type { MedusaContainer } from '@medusajs/framework/types';
import { Modules } from '@medusajs/framework/utils';
import { createRegionsWorkflow, createTaxRegionsWorkflow, updateRegionsWorkflow } from '@medusajs/medusa/core-flows';
import type { Store } from './ensure-store';
import type { ShopSettings } from './settings';

/** Payment on delivery, in advance, by invoice: whatever the merchant arranges. */
const manualPayment = 'pp_system_default';

/**
 * Sees to it that customers of the file's country can buy, in the file's currency.
 *
 * @returns the id of the country's region
 */
export async function ensureRegion(container: MedusaContainer, settings: ShopSettings, store: Store): Promise<string> {
  const { country, currency } = settings;
  await ensureTaxes(container, country);
  const regions = await container.resolve(Modules.REGION).listRegions({}, { relations: ['countries'] });
  const existing = regions.find(({ countries }) => countries.some(({ iso_2 }) => iso_2 === country));
  if (existing === undefined) {
    const region = {
      name: nameOf(country),
      currency_code: currency,
      countries: [country],
      payment_providers: [manualPayment],
    };
    const { result } = await createRegionsWorkflow(container).run({ input: { regions: [region] } });
    return idOf(result, 'region');
  }
  if (existing.currency_code !== currency && store.applied.currency !== currency) {
    const change = { selector: { id: existing.id }, update: { currency_code: currency } };
    await updateRegionsWorkflow(container).run({ input: change });
  }
  return existing.id;
}

async function ensureTaxes(container: MedusaContainer, country: string): Promise<void> {
  const [existing] = await container.resolve(Modules.TAX).listTaxRegions({ country_code: country });
  if (existing !== undefined) return;
  await createTaxRegionsWorkflow(container).run({ input: [{ country_code: country, provider_id: 'tp_system' }] });
}

function nameOf(country: string): string {
  return new Intl.DisplayNames(['en'], { type: 'region' }).of(country.toUpperCase()) ?? country.toUpperCase();
}

/** @throws Error when a workflow has made nothing */
export function idOf(made: readonly { readonly id: string }[], what: string): string {
  const [first] = made;
  if (first === undefined) throw new Error(`no ${what} was made`);
  return first.id;
}
