import { readFileSync } from 'node:fs';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The scripts that the setup and validation jobs run, by file name. */
export const setupScripts = Object.fromEntries(
  ['init.sh', 'pre.php', 'seed.php', 'settings.php', 'catalog.php', 'check.php'].map((name) => [name, read(name)]),
);
export const cronScripts = { 'cron.sh': read('cron.sh') };
export const validationScripts = Object.fromEntries(['trial.php', 'validate.php'].map((name) => [name, read(name)]));

/** How the rotation job talks to the database. */
export const databaseClient = read('database-client.sh');

export const vhost = read('vhost.conf');
export const phpIni = read('zz-store.ini');
