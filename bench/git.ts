/**
 * How long a mirror takes over 10,000 store files: the first read (clone, list, read all) and a commit that changes one file, seen and
 * read. Against `git http-backend` on this machine, with the files in 256 folders and in one: `node bench/git.ts [FILES] [COMMITS]`.
 * Prints ms; for the changes median and the slowest; resident memory in MiB at the end.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { RepositoryMirror } from '../forge/repository/mirror.ts';
import { startGitServer } from '../forge/testing/git-server.ts';

const files = Number(process.argv[2] ?? 10_000);
const commits = Number(process.argv[3] ?? 30);
const { signal } = new AbortController();

const shard = (name: string): string => createHash('sha1').update(name).digest('hex').slice(0, 2);

function storeFile(name: string, title: string): string {
  return `apiVersion: urumi.dev/v1alpha1\nkind: Store\nmetadata:\n  name: ${name}\nspec:\n  engine: woocommerce\n  title: ${title}\n  owner: team-${shard(name)}\n  plan: small\n`;
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const start = performance.now();
  const value = await work();
  return { ms: performance.now() - start, value };
}

async function measure(layout: string, place: (name: string) => string): Promise<void> {
  const server = await startGitServer({ repositories: ['stores'] });
  const repository = server.repository('stores');
  const names = Array.from({ length: files }, (_, number) => `shop-${number}`);
  await repository.commit(Object.fromEntries(names.map((name) => [place(name), storeFile(name, name)])));
  const directory = await mkdtemp(join(tmpdir(), 'urumi-bench-'));
  const mirror = new RepositoryMirror({ url: server.url('stores'), branch: 'main', directory });

  const clone = await timed(() => mirror.fetch(signal));
  const list = await timed(() => mirror.listFiles(clone.value.head, 'stores'));
  const read = await timed(() => mirror.readBlobs(list.value.values()));
  if (read.value.size !== files) throw new Error(`${read.value.size} of ${files} files were read`);

  const changes: number[] = [];
  const polls: number[] = [];
  let before = list.value;
  for (let round = 0; round < commits; round += 1) {
    const name = names[(round * 379) % files] ?? '';
    await repository.commit({ [place(name)]: storeFile(name, `changed in round ${round}`) });
    const change = await timed(async () => {
      const { head } = await mirror.fetch(signal);
      const after = await mirror.listFiles(head, 'stores');
      const changed = [...after].filter(([path, blob]) => before.get(path) !== blob);
      const blobs = await mirror.readBlobs(changed.map(([, blob]) => blob));
      if (blobs.size !== 1) throw new Error(`${blobs.size} files changed, not 1`);
      return after;
    });
    before = change.value;
    changes.push(change.ms);
    polls.push((await timed(() => mirror.fetch(signal))).ms);
  }
  await mirror.close();
  await server.stop();
  await rm(directory, { recursive: true, force: true });

  const figure = (ms: number) => `${ms.toFixed(0).padStart(6)} ms`;
  const middle = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  const first = clone.ms + list.ms + read.ms;
  console.log(`${files} files, ${layout}`);
  console.log(
    `  first read        ${figure(first)}   clone ${clone.ms.toFixed(0)}, list ${list.ms.toFixed(0)}, read ${read.ms.toFixed(0)}`,
  );
  console.log(
    `  one file changed  ${figure(middle(changes))}   slowest ${Math.max(...changes).toFixed(0)} of ${commits}`,
  );
  console.log(`  nothing changed   ${figure(middle(polls))}   slowest ${Math.max(...polls).toFixed(0)}`);
}

console.log(`${cpus().length} cores, Node ${process.version}`);
await measure('in 256 folders', (name) => `stores/${shard(name)}/${name}.yaml`);
await measure('in one folder', (name) => `stores/${name}.yaml`);
console.log(`resident ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`);
