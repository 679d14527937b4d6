import assert from 'node:assert/strict';
import { note } from '../report.ts';
import { describeVisits, type Visits } from './customers.ts';
import type { OpenShop } from './open-shop.ts';

/** Something that happens to a shop. */
export interface Happening {
  readonly what: string;
  /** An order that the shop has, and still has afterwards. */
  readonly order: string;
  readonly work: () => Promise<void>;
}

/** Has customers come while something happens. @returns how each kind of their requests fared */
export async function whileCustomersAsk(
  shop: OpenShop,
  { what, order, work }: Happening,
): Promise<Record<string, Visits>> {
  const customers = await shop.customers();
  let visits: Record<string, Visits> = {};
  try {
    await work();
    await shop.untilSeen();
  } finally {
    visits = await customers.leave();
    for (const [kind, each] of Object.entries(visits)) note(`${what}, ${kind}: ${describeVisits(each)}`);
  }
  assert.equal(await shop.orderStatus(order), 'pending');
  return visits;
}
