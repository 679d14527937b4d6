import { readFileSync } from 'node:fs';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const readAll = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, read(name)]));

/** The scripts that the setup and validation jobs run, by file name. */
export const setupScripts = readAll(['setup.sh', 'wait-for-services.mjs']);
export const validationScripts = readAll(['shop-client.mjs', 'trial.mjs', 'validate.mjs']);
export const scripts: Readonly<Record<string, string>> = { ...setupScripts, ...validationScripts };

/** How the rotation job talks to the database. */
export const databaseClient = read('database-client.sh');

export const redisConfig = read('redis.conf');
export const redisStart = read('start-redis.sh');
