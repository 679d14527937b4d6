import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { findPrograms } from './programs.ts';

/**
 * `npm run test:engines`: the parts of engines that run without a cluster, run. Skips, with the reason, where the programs that it needs are not installed: they are
 * the system's, and bringing them along is not this project's job.
 */
const programs = findPrograms(process.env);
if ('missing' in programs) {
  console.log(`SKIP: the engines' own tests need ${programs.missing}`);
  process.exit(0);
}
const scenes = globSync('*.scene.ts', { cwd: import.meta.dirname }).map((file) => `${import.meta.dirname}/${file}`);
const mocha = ['node_modules/mocha/bin/mocha.js', '--reporter', 'spec', '--bail', ...scenes.toSorted()];
const { status } = spawnSync(process.execPath, [...mocha, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status ?? 1);
