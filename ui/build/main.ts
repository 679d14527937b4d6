import { buildApp } from './build-app.ts';

/** `npm run build`: builds the app, unless the last build is of the same files. */
process.stdout.write(`${await buildApp()}\n`);
