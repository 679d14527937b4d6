import type { StoreSpec } from '../spec/store.ts';

/**
 * The name by which a store's administrator logs in: of WooCommerce the user's, of Medusa the e-mail address.
 *
 * @param host the store's first
 */
export function adminLogin({ engine, admin }: Pick<StoreSpec, 'engine' | 'admin'>, host: string): string {
  return engine === 'medusa' ? adminEmail(admin, host) : admin.username;
}

/** Where the engine writes to its administrator; unless the file says so, an address at the store's first host. */
export function adminEmail({ email }: StoreSpec['admin'], host: string): string {
  return email ?? `admin@${host}`;
}
