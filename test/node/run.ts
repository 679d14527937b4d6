import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { canRun } from './report.ts';

/**
 * `npm run test:node`: shops on a real node of this machine. Skips, with the reason, where the machine cannot be one. Arguments go to mocha; the first
 * ones may name scenes.
 */
if (!canRun('the tests on a real node')) process.exit(0);
const [named, others] = [process.argv.slice(2).filter((each) => each.endsWith('.scene.ts')), process.argv.slice(2)];
const all = globSync('*.scene.ts', { cwd: import.meta.dirname }).map((file) => `${import.meta.dirname}/${file}`);
const scenes = named.length > 0 ? [] : all.toSorted();
const mocha = ['node_modules/mocha/bin/mocha.js', '--reporter', 'spec', '--bail', ...scenes, ...others];
const { status } = spawnSync(process.execPath, mocha, { stdio: 'inherit' });
process.exit(status ?? 1);
