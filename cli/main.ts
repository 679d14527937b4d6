#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything is loaded: a third of the time to start goes without it.
enableCompileCache();
const { processIo } = await import('./process-io.ts');
const { run } = await import('./run.ts');
await run(process.argv.slice(2), processIo(process));
