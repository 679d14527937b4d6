import { Option, type Command } from 'commander';
import { parseStoreObject } from '../../synth/spec/parse-objects.ts';
import { openCluster, withClusterOptions, type ClusterOptions } from '../cluster/open-cluster.ts';
import { readOwn } from '../cluster/own-objects.ts';
import { CliError } from '../cli-error.ts';
import { insist } from '../insist.ts';
import type { Io } from '../io.ts';
import { askForPurge } from '../purge/ask-for-purge.ts';
import { closingToPurge } from '../purge/closing-to-purge.ts';
import { renderPurge } from '../purge/render-purge.ts';

interface PurgeOptions extends ClusterOptions {
  readonly confirm?: string;
}

const help = `
Ends the retention of a closed store: the controller deletes its namespace, its Secrets and its volumes, now and for good. It asks for the store's
name typed again. It counts for this closing only: a store that opens and closes again has its whole retention. This command itself
deletes nothing. docs/deleting.md says more.

Whoever may patch Stores may purge closed ones.

Exit codes: 0 the purge was asked for, or is under way, 1 it was not (no such store, it is open, another name was typed), 2 wrong usage,
3 the cluster could not be reached, 4 there is no terminal to ask on and no --confirm.

Examples:
  urumi purge old-shop
  urumi purge old-shop --confirm old-shop   for scripts
`;

/** Adds `urumi purge` to the program. */
export function registerPurge(program: Command, io: Io): void {
  const command = program
    .command('purge')
    .summary("delete a closed store's data now")
    .description("Delete a closed store's data now instead of when its retention is over.")
    .argument('<store>', 'name of the closed store')
    .addOption(new Option('--confirm <name>', "the store's name again, in place of the question"))
    .addHelpText('after', help);
  withClusterOptions(command).action((name: string, options: PurgeOptions) => purge(name, options, io));
}

async function purge(name: string, options: PurgeOptions, io: Io): Promise<void> {
  const api = await openCluster(options);
  try {
    const store = parseStoreObject(await readOwn(api, 'Store', options.namespace, name));
    const closure = closingToPurge(store, Date.now());
    if (closure === 'under-way') {
      const message = store.status.conditions.find(({ type }) => type === 'Ready')?.message ?? '';
      io.stdout(`the purge of ${name} is under way${message === '' ? '' : `: ${message}`}\n`);
      return;
    }
    io.stderr(renderPurge(store, closure, Date.now()));
    await confirm(io, name, options.confirm);
    await askForPurge(api, store, closure);
    io.stdout(`store ${name} is purged now\n`);
    io.stderr(`\`urumi explain ${name}\` says what the purge waits for, until nothing is left.\n`);
  } finally {
    await api.close();
  }
}

async function confirm(io: Io, name: string, confirmed: string | undefined): Promise<void> {
  const attempted = `could not purge ${name}`;
  if (confirmed === undefined) {
    const question = "Type the store's name to delete all of it: ";
    await insist(io, { attempted, question, expected: name, option: `--confirm ${name}` });
  } else if (confirmed !== name) {
    throw new CliError(1, `${attempted}: --confirm says '${confirmed}', which is another name; nothing was changed`);
  }
}
