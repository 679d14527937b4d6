#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything is loaded: a third of the time to start goes without it.
const { directory } = enableCompileCache();
const args = process.argv.slice(2);
const { keepSmall } = await import('./small-process.ts');
keepSmall(args, directory);
const { processIo } = await import('./process-io.ts');
const { run } = await import('./run.ts');
// When nothing is left to do, Node closes what is open itself; now and then it never ends with that (https://github.com/nodejs/node/issues/47748).
process.once('beforeExit', () => process.exit());
await run(args, processIo(process));
