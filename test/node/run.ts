import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { canRun } from './report.ts';

/** It begins and ends with no node. The others share one. */
const first = 'life.scene.ts';
/** It judges what the others have done. */
const last = 'memory.scene.ts';

/**
 * `npm run test:node`: shops on a real node of this machine. Skips, with the reason, where the machine cannot be one. Arguments go to mocha; the first
 * ones may name scenes.
 */
if (!canRun('the tests on a real node')) process.exit(0);
const [named, others] = [process.argv.slice(2).filter((each) => each.endsWith('.scene.ts')), process.argv.slice(2)];
const between = globSync('*.scene.ts', { cwd: import.meta.dirname }).filter((file) => file !== first && file !== last);
const all = [first, ...between.toSorted(), last].map((file) => `${import.meta.dirname}/${file}`);
const scenes = named.length > 0 ? [] : all;
const mocha = ['node_modules/mocha/bin/mocha.js', '--reporter', 'spec', '--bail', ...scenes, ...others];
const { status } = spawnSync(process.execPath, mocha, { stdio: 'inherit' });
process.exit(status ?? 1);
