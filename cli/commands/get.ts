import { Option, type Command } from 'commander';
import type { Connection } from '../../cluster/connect.ts';
import { openCluster, withClusterOptions, type ClusterOptions } from '../cluster/open-cluster.ts';
import { listOwn, readOwn, type OwnKind } from '../cluster/own-objects.ts';
import { CliError } from '../cli-error.ts';
import { outputs, renderObjects, type Output } from '../get/render-objects.ts';
import { watchObjects } from '../get/watch-objects.ts';
import type { Io } from '../io.ts';

interface GetOptions extends ClusterOptions {
  readonly output?: Output;
  readonly watch: boolean;
}

const help = `
Below the table of fleets stand the files that are not applied, with file:line:column, and what waits for approval.

Exit codes: 0 listed, 1 there is none of that name, 2 wrong usage, 3 the cluster could not be reached.

Examples:
  urumi get stores
  urumi get stores demo-shop -o yaml
  urumi get stores -o wide --watch
  urumi get fleets
  urumi get fleets shops -o json    the object as the API server has it, see docs/cli.md
`;

const kinds: Readonly<Record<string, OwnKind>> = { stores: 'Store', store: 'Store', fleets: 'Fleet', fleet: 'Fleet' };

/** Adds `urumi get` to the program. */
export function registerGet(program: Command, io: Io): void {
  const command = program
    .command('get')
    .summary('list stores or fleets')
    .description('List stores or fleets, or show one.')
    .argument('<kind>', 'stores or fleets')
    .argument('[name]', 'show this one only')
    .addOption(new Option('-o, --output <format>', 'how to print; default: a table').choices(outputs))
    .addOption(new Option('-w, --watch', 'go on and print each change, until Ctrl-C').default(false))
    .addHelpText('after', help);
  withClusterOptions(command).action((kind: string, name: string | undefined, options: GetOptions) =>
    get(kind, name, options, io),
  );
}

async function get(word: string, name: string | undefined, options: GetOptions, io: Io): Promise<void> {
  const kind = kinds[word];
  if (kind === undefined) throw new CliError(2, `could not get '${word}': write stores or fleets`);
  const api = await openCluster(options);
  try {
    if (options.watch) await watch(api, { kind, name, options, io });
    else await list(api, { kind, name, options, io });
  } finally {
    await api.close();
  }
}

interface Request {
  readonly kind: OwnKind;
  readonly name: string | undefined;
  readonly options: GetOptions;
  readonly io: Io;
}

async function list(api: Connection, { kind, name, options, io }: Request): Promise<void> {
  const { namespace, output = 'table' } = options;
  const items = name === undefined ? await listOwn(api, kind, namespace) : [await readOwn(api, kind, namespace, name)];
  if (items.length === 0) io.stderr(`No ${kind.toLowerCase()}s in namespace ${namespace}.\n`);
  io.stdout(renderObjects({ kind, items, isList: name === undefined, output, now: Date.now() }));
}

async function watch(api: Connection, { kind, name, options, io }: Request): Promise<void> {
  const { namespace, output = 'table' } = options;
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    // What cannot be listed now is an error; what fails later is tried again.
    if (name === undefined) await listOwn(api, kind, namespace);
    else await readOwn(api, kind, namespace, name);
    await watchObjects({ api, kind, namespace, name, output, io, signal: stop.signal });
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}
