import { readFileSync } from 'node:fs';

/** What the rotation Job of every engine runs, with a `database-client.sh` of its engine beside it. */
export const rotationScript = readFileSync(new URL('rotate-database.sh', import.meta.url), 'utf8');
