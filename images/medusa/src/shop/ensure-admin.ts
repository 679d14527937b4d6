import type { MedusaContainer } from '@medusajs/framework/types';
import { Modules } from '@medusajs/framework/utils';
import type { ShopSettings } from './settings';

const provider = 'emailpass';

/**
 * Sees to it that the first administrator is there and can log in. A password that the administrator has changed stays. Unlike `medusa user` it takes the password from a
 * file, can run again, and mends a user who was left without a login.
 *
 * @returns the user's id
 */
export async function ensureAdmin(container: MedusaContainer, settings: ShopSettings): Promise<string> {
  const { adminEmail: email, adminPassword: password } = settings;
  const users = container.resolve(Modules.USER);
  const auth = container.resolve(Modules.AUTH);
  const [existing] = await users.listUsers({ email });
  const user = existing ?? (await users.createUsers({ email }));
  const [identity] = await auth.listProviderIdentities({ entity_id: email, provider });
  const login = identity?.auth_identity_id ?? (await register());
  await auth.updateAuthIdentities([{ id: login, app_metadata: { user_id: user.id } }]);
  return user.id;

  async function register(): Promise<string> {
    const { success, error, authIdentity } = await auth.register(provider, { body: { email, password } });
    if (!success || authIdentity === undefined) throw new Error(`the administrator cannot be registered: ${error}`);
    return authIdentity.id;
  }
}
