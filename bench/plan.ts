/**
 * How long a plan takes, offline on a clone: `node bench/plan.ts [STORES]`. Prints ms for opening the clone, and for plans of one changed store, one new store
 * (which searches all files for its host) and a hundred changed stores, each the median of several, with the length of the Markdown.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlanInput } from '../cli/plan/read-plan-input.ts';
import { LocalClone } from '../forge/repository/local-clone.ts';
import { BareRepository } from '../forge/testing/bare-repository.ts';
import { makePlan } from '../plan/make-plan.ts';
import { renderPlanMarkdown } from '../plan/render/render-markdown.ts';
import { plainStores, storeFile } from '../plan/testing/scene.ts';
import { parseFleetFile } from '../synth/spec/parse-fleet-file.ts';

const stores = Number(process.argv[2] ?? 1_000);
const rounds = 9;

const parsed = parseFleetFile(
  Buffer.from(
    'apiVersion: urumi.dev/v1alpha1\nkind: Fleet\nmetadata: {name: bench}\nspec:\n  source: {url: https://git.example.com/stores.git}\n  environment: {domain: shops.example.com}\n',
  ),
  'fleet.yaml',
);
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
const { fleet } = parsed;

async function timed<T>(work: () => Promise<T>): Promise<[ms: number, result: T]> {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

async function plan(clone: LocalClone, head: string): Promise<{ stores: number; markdown: string }> {
  const input = await readPlanInput(clone, { head, base: 'main', fleet, now: Date.now() });
  const report = await makePlan(input, { read: (ids, limits) => clone.readBlobs(ids, limits) });
  return { stores: report.stores.length, markdown: renderPlanMarkdown(report) };
}

const folder = await mkdtemp(join(tmpdir(), 'urumi-bench-plan-'));
try {
  const repository = new BareRepository(join(folder, 'stores.git'));
  await repository.create();
  const base = await repository.commit(plainStores(stores));
  const changes = {
    'one changed store': { 'stores/s7.yaml': storeFile('s7', 'plan: medium') },
    'one new store': { 'stores/new.yaml': storeFile('new') },
    '100 changed stores': plainStores(Math.min(100, stores), 'plan: medium'),
  };
  for (const [name, files] of Object.entries(changes))
    await repository.commit(files, { branch: name.replaceAll(' ', '-'), parent: base });

  console.log(`${stores} stores, ${cpus().length} cores, Node ${process.version}`);
  const [opening, first] = await timed(() => LocalClone.open(repository.path));
  const [cold] = await timed(() => plan(first, 'one-changed-store'));
  console.log(`opening the clone      ${opening.toFixed(0)} ms`);
  console.log(`the first plan         ${cold.toFixed(0)} ms (one changed store, nothing compiled yet)`);
  for (const name of Object.keys(changes)) {
    const runs: number[] = [];
    let length = 0;
    for (let round = 0; round < rounds; round++) {
      const clone = await LocalClone.open(repository.path);
      const [ms, { markdown }] = await timed(() => plan(clone, name.replaceAll(' ', '-')));
      runs.push(ms);
      length = markdown.length;
    }
    const median = runs.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
    console.log(`${name.padEnd(22)} ${median.toFixed(1)} ms, ${length} characters of Markdown`);
  }
} finally {
  await rm(folder, { recursive: true });
}
