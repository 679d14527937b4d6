import type { StoreSpec } from '../../spec/store.ts';

const gatewayOf = { 'cash-on-delivery': 'cod', 'bank-transfer': 'bacs' } as const satisfies Record<
  StoreSpec['payments'][number],
  string
>;

/** WooCommerce's names of the payment methods, in one order whatever the file's is, so that reordering them changes nothing. */
export function gateways(payments: StoreSpec['payments']): string[] {
  return payments.map((payment) => gatewayOf[payment]).sort();
}
