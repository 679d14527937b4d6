import { readFileSync } from 'node:fs';

/** What the store's file says, as the setup Job passes it on. */
export interface ShopSettings {
  readonly title: string;
  /** ISO 4217, lower case. */
  readonly currency: string;
  /** ISO 3166-1 alpha-2, lower case. */
  readonly country: string;
  readonly catalog: 'sample' | 'empty';
  readonly adminEmail: string;
  readonly adminPassword: string;
  readonly publishableKey: string;
}

/** @throws Error that names a setting that is missing or wrong; never its value */
export function readSettings(environment: NodeJS.ProcessEnv): ShopSettings {
  const text = (name: string, pattern: RegExp): string => {
    const value = environment[name];
    if (value === undefined || !pattern.test(value)) throw new Error(`${name} must match ${pattern.source}`);
    return value;
  };
  const adminPassword = readFileSync(text('ADMIN_PASSWORD_FILE', /./), 'utf8').trim();
  if (adminPassword === '') throw new Error('the file that ADMIN_PASSWORD_FILE names is empty');
  return {
    title: text('TITLE', /\S/),
    currency: text('CURRENCY', /^[a-z]{3}$/),
    country: text('COUNTRY', /^[a-z]{2}$/),
    catalog: text('CATALOG', /^(sample|empty)$/) as ShopSettings['catalog'],
    adminEmail: text('ADMIN_EMAIL', /^\S+@\S+$/),
    adminPassword,
    publishableKey: text('PUBLISHABLE_KEY', /^pk_[0-9a-f]{64}$/),
  };
}
