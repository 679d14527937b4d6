import type { MedusaContainer } from '@medusajs/framework/types';
import { ContainerRegistrationKeys, Modules } from '@medusajs/framework/utils';
import {
  createShippingOptionsWorkflow,
  createShippingProfilesWorkflow,
  createStockLocationsWorkflow,
  linkSalesChannelsToStockLocationWorkflow,
} from '@medusajs/medusa/core-flows';
import { idOf } from './ensure-region';
import type { Store } from './ensure-store';
import type { ShopSettings } from './settings';

const provider = 'manual_manual';
const names = { location: 'Main', set: 'Main delivery', option: 'Standard', profile: 'Default' } as const;

/** Where goods are and how they are sent. */
export interface Shipping {
  readonly profile: string;
  readonly location: string;
}

interface Context {
  readonly region: string;
  readonly store: Store;
}

/** Sees to it that goods can be stored and sent within the file's country: for nothing, until the merchant says what it costs. */
export async function ensureShipping(
  container: MedusaContainer,
  settings: ShopSettings,
  { region, store }: Context,
): Promise<Shipping> {
  const profile = await ensureProfile(container);
  const location = await ensureLocation(container, settings);
  await linkSalesChannelsToStockLocationWorkflow(container).run({ input: { id: location, add: [store.salesChannel] } });
  const zone = await ensureZone(container, settings, location);
  await ensureOption(container, { region, profile, zone });
  return { profile, location };
}

async function ensureProfile(container: MedusaContainer): Promise<string> {
  const [existing] = await container.resolve(Modules.FULFILLMENT).listShippingProfiles({ type: 'default' });
  if (existing !== undefined) return existing.id;
  const { result } = await createShippingProfilesWorkflow(container).run({
    input: { data: [{ name: names.profile, type: 'default' }] },
  });
  return idOf(result, 'shipping profile');
}

async function ensureLocation(container: MedusaContainer, { country }: ShopSettings): Promise<string> {
  const [existing] = await container.resolve(Modules.STOCK_LOCATION).listStockLocations({ name: names.location });
  if (existing !== undefined) return existing.id;
  const address = { address_1: '', country_code: country.toUpperCase() };
  const { result } = await createStockLocationsWorkflow(container).run({
    input: { locations: [{ name: names.location, address }] },
  });
  return idOf(result, 'stock location');
}

/** The zone in which goods are sent, tied to the place that they are sent from. */
async function ensureZone(container: MedusaContainer, { country }: ShopSettings, location: string): Promise<string> {
  const fulfillment = container.resolve(Modules.FULFILLMENT);
  const link = container.resolve(ContainerRegistrationKeys.LINK);
  const [existing] = await fulfillment.listFulfillmentSets({ name: names.set }, { relations: ['service_zones'] });
  const set =
    existing ??
    (await fulfillment.createFulfillmentSets({
      name: names.set,
      type: 'shipping',
      service_zones: [{ name: country.toUpperCase(), geo_zones: [{ country_code: country, type: 'country' }] }],
    }));
  // A link that is there already is left as it is.
  const from = { [Modules.STOCK_LOCATION]: { stock_location_id: location } };
  await link.create({ ...from, [Modules.FULFILLMENT]: { fulfillment_provider_id: provider } });
  await link.create({ ...from, [Modules.FULFILLMENT]: { fulfillment_set_id: set.id } });
  return idOf(set.service_zones, 'service zone');
}

async function ensureOption(
  container: MedusaContainer,
  { region, profile, zone }: { region: string; profile: string; zone: string },
): Promise<void> {
  const [existing] = await container.resolve(Modules.FULFILLMENT).listShippingOptions({ service_zone: { id: zone } });
  if (existing !== undefined) return;
  await createShippingOptionsWorkflow(container).run({
    input: [
      {
        name: names.option,
        price_type: 'flat',
        provider_id: provider,
        service_zone_id: zone,
        shipping_profile_id: profile,
        type: { label: names.option, description: 'Two to five days', code: 'standard' },
        prices: [{ region_id: region, amount: 0 }],
        rules: [
          { attribute: 'enabled_in_store', value: 'true', operator: 'eq' },
          { attribute: 'is_return', value: 'false', operator: 'eq' },
        ],
      },
    ],
  });
}
