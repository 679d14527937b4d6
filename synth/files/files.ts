import { readFileSync } from 'node:fs';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** What the rotation Job of every engine runs, with a `database-client.sh` of its engine beside it. */
export const rotationScript = read('rotate-database.sh');

/** What the databases of all engines are started and probed with. */
export const startDatabaseScript = read('start-database.sh');
export const databaseStartedScript = read('database-started.sh');
