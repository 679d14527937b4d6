import { writeFileSync } from 'node:fs';
import type { ExecArgs } from '@medusajs/framework/types';
import { ensureAdmin } from '../shop/ensure-admin';
import { ensureCatalog } from '../shop/ensure-catalog';
import { ensureFiles } from '../shop/ensure-files';
import { ensureKey } from '../shop/ensure-key';
import { ensureRegion } from '../shop/ensure-region';
import { ensureShipping } from '../shop/ensure-shipping';
import { ensureStore } from '../shop/ensure-store';
import { requireKnown } from '../shop/require-known';
import { readSettings } from '../shop/settings';

/**
 * `medusa exec ./src/scripts/ensure-shop.js`: makes the shop what its file says. Each step looks first and makes only what is not there, so it can be killed anywhere and run again.
 * What a merchant has changed stays until the file says something new; what belongs to the first day is made once.
 */
export default async function ensureShop({ container }: ExecArgs): Promise<void> {
  const settings = readSettings(process.env);
  await requireKnown(container, settings);
  await ensureFiles(container);
  const store = await ensureStore(container, settings);
  const region = await ensureRegion(container, settings, store);
  await ensureKey(container, settings, store);
  const admin = await ensureAdmin(container, settings);
  if (store.isNew) {
    const shipping = await ensureShipping(container, settings, { region, store });
    if (settings.catalog === 'sample') await ensureCatalog(container, settings, { ...shipping, store });
  }
  await store.remember(settings);
  const result = JSON.stringify({ admin, region, store: store.id, firstDay: store.isNew });
  process.stdout.write(`${result}\n`);
  writeFileSync(process.env['TERMINATION_LOG'] ?? '/dev/termination-log', result);
}
