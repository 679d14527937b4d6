import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { withClusterOptions, type ClusterOptions } from '../cluster/open-cluster.ts';
import { CliError } from '../cli-error.ts';
import type { Io } from '../io.ts';
import { findRevision, openClone, readFileOf, storeFilesIn, type Clone } from '../rollback/clone.ts';
import { commitFile } from '../rollback/commit-file.ts';
import { decideRollback, type Rollback, type StoredFile } from '../rollback/decide-rollback.ts';
import { lineDiff } from '../rollback/line-diff.ts';
import { liveStore, type LiveStore } from '../rollback/live-store.ts';
import { renderHistory } from '../render-history.ts';
import { writeRollback } from '../rollback/write-file.ts';

interface RollbackOptions extends ClusterOptions {
  readonly repo: string;
  readonly path: string;
  readonly commit: boolean;
  readonly branch?: string;
}

const help = `
Works on a clone of the stores repository on this machine, as far as that has been fetched. It checks the file as it was then by today's schema, and
against what runs when a cluster can be reached: storage, for one, cannot shrink. It writes the file, prints the difference, and says how to commit it;
with --commit it makes the commit on a new branch and leaves the working tree alone. The store follows when the commit is merged.

Without a REVISION it lists those that the store had, from the cluster.

Exit codes: 0 prepared, or nothing to do, 1 not prepared (no such revision, no file of the store in it, a file that could not be applied now,
changes that are not committed), 2 wrong usage, 3 the revisions could not be listed: the cluster could not be reached.

Examples:
  urumi rollback flower-shop                      which revisions there are
  urumi rollback flower-shop 4f0c2a9b
  urumi rollback flower-shop 4f0c2a9b --commit && git push origin rollback-flower-shop-4f0c2a9b1234
`;

/** Adds `urumi rollback` to the program. */
export function registerRollback(program: Command, io: Io): void {
  const command = program
    .command('rollback')
    .summary('prepare the commit that restores the file of a store')
    .description('Prepare the commit that restores the file of a store as it was in a revision.')
    .argument('<store>', 'name of the store')
    .argument('[revision]', 'the commit to go back to: its id or first characters, a tag, a branch')
    .addOption(new Option('--repo <dir>', 'clone of the stores repository').default('.', 'the current folder'))
    .addOption(new Option('--path <folder>', "the fleet's folder in the repository; . is its root").default('stores'))
    .addOption(new Option('--commit', 'commit on a new branch, and write no file').default(false))
    .addOption(new Option('--branch <name>', 'name of that branch; default: rollback-STORE-REVISION'))
    .addHelpText('after', help);
  withClusterOptions(command).action((store: string, revision: string | undefined, options: RollbackOptions) =>
    revision === undefined ? list(store, options, io) : rollback({ store, revision }, options, io),
  );
}

async function list(store: string, options: RollbackOptions, io: Io): Promise<void> {
  const live = await liveStore(store, options);
  if (!('store' in live)) throw new CliError(3, `could not list the revisions of ${store}: ${live.unknown}`);
  const history = renderHistory(live.store.status.history, Date.now());
  if (history === '') io.stderr(`Store ${store} has no revision that it was brought up with.\n`);
  io.stdout(history);
}

async function rollback(
  { store, revision }: { readonly store: string; readonly revision: string },
  options: RollbackOptions,
  io: Io,
): Promise<void> {
  const clone = await openClone(resolve(options.repo));
  const live = await liveStore(store, options);
  if (!('store' in live)) io.stderr(`What runs is not known: ${live.unknown}. The file is checked by itself.\n`);
  const wanted = await revisionOf(clone, revision, live);
  const head = await findRevision(clone, 'HEAD');
  if (head === undefined) throw new CliError(1, `could not read ${clone.dir}: it has no commit yet`);
  const folder = options.path.replace(/^\.\/|\/$/g, '') || '.';
  const [old, current] = await Promise.all([
    filesOf(clone, wanted, { store, folder }),
    filesOf(clone, head, { store, folder }),
  ]);
  if (old.length === 0) throw new CliError(1, absent(store, wanted, folder, live));
  const facts = {
    store,
    revision: wanted,
    old,
    current,
    ...('store' in live && { live: { spec: live.store.spec, volumes: live.store.status.volumes } }),
  };
  const prepared = decideRollback(facts);
  if (prepared === undefined) {
    io.stdout(`${old[0]?.path ?? ''} is as it was in ${wanted.slice(0, 12)}: nothing to do\n`);
    return;
  }
  await carryOut(clone, prepared, { store, revision: wanted, head, options, io });
}

interface Work {
  readonly store: string;
  readonly revision: string;
  readonly head: string;
  readonly options: RollbackOptions;
  readonly io: Io;
}

async function carryOut(clone: Clone, prepared: Rollback, { store, revision, head, options, io }: Work): Promise<void> {
  const { path, content, before } = prepared;
  const short = revision.slice(0, 12);
  const branch = options.branch ?? `rollback-${store}-${short}`;
  const subject = `Roll ${store} back to ${short}`;
  const text = new TextDecoder();
  const difference = lineDiff(path, before && text.decode(before), text.decode(content));
  if (options.commit) {
    const message = `${subject}\n\nRestores ${path} as of ${revision}.\n`;
    const commit = await commitFile(clone, { path, content, message, branch, parent: head });
    io.stdout(difference);
    io.stderr(
      `\nBranch ${branch} has commit ${commit}. Next:\n  git push origin ${branch}\nand open a pull request.\n`,
    );
    return;
  }
  await writeRollback(clone, prepared);
  io.stdout(difference);
  const commands = [
    `git switch -c ${branch}`,
    `git add ${path}`,
    `git commit -m '${subject}'`,
    `git push origin ${branch}`,
  ];
  io.stderr(
    `\n${path} is written. Next:\n${commands.map((command) => `  ${command}\n`).join('')}and open a pull request.\n`,
  );
}

async function revisionOf(clone: Clone, text: string, live: LiveStore): Promise<string> {
  const found = await findRevision(clone, text);
  if (found !== undefined) return found;
  const what = `could not find revision ${text} in ${clone.dir}: the clone does not have it. \`git fetch\` gets what is new, \`git fetch --unshallow\` what a shallow clone lacks`;
  throw new CliError(1, `${what}${choices(live)}`);
}

async function filesOf(
  clone: Clone,
  revision: string,
  wanted: { readonly store: string; readonly folder: string },
): Promise<StoredFile[]> {
  const files = await storeFilesIn(clone, revision, wanted);
  return Promise.all(files.map(async ({ path, blob }) => ({ path, content: await readFileOf(clone, blob) })));
}

function absent(store: string, revision: string, folder: string, live: LiveStore): string {
  const where = folder === '.' ? '' : ` in folder ${folder}; --path names another folder`;
  return `could not roll ${store} back to ${revision.slice(0, 12)}: that revision has no file of the store${where}${choices(live)}`;
}

function choices(live: LiveStore): string {
  const history = 'store' in live ? renderHistory(live.store.status.history, Date.now()) : '';
  return history === '' ? '' : `\n\nRevisions that the store had:\n${history.trimEnd()}`;
}
