import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Connection } from '../../cluster/connect.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';
import { parseFleetObject, parseStoreObject } from '../../synth/spec/parse-objects.ts';
import { closingsToApprove, type PendingClosings } from '../approve/closings-to-approve.ts';
import { recordApproval } from '../approve/record-approval.ts';
import { renderClosings } from '../approve/render-closings.ts';
import { openCluster, withClusterOptions, type ClusterOptions } from '../cluster/open-cluster.ts';
import { listOwn, readOwn } from '../cluster/own-objects.ts';
import { insist } from '../insist.ts';
import type { Io } from '../io.ts';

interface ApproveOptions extends ClusterOptions {
  readonly yes: boolean;
  readonly count?: number;
}

const help = `
A revision that closes more stores than the fleet allows, or that has nothing in common with what runs, closes none until somebody approves. This says
what would be closed, and asks. It approves this revision and this count only: when the branch moves on, or the count changes, it is void.
The trailer 'Urumi-Approve-Closures: COUNT' in the head commit's message does the same from Git. docs/deleting.md says more.

Whoever may patch Fleets may approve.

Exit codes: 0 approved, 1 nothing was approved (nothing waits, another revision or count waits, the answer was not yes), 2 wrong usage,
3 the cluster could not be reached, 4 there is no terminal to ask on and no --yes.

Examples:
  urumi approve shops 4f0c2a9b
  urumi approve shops 4f0c2a9b --count 40 --yes   for scripts: these 40 or none
`;

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return Number(text);
}

/** Adds `urumi approve` to the program. */
export function registerApprove(program: Command, io: Io): void {
  const command = program
    .command('approve')
    .summary('let a revision close the stores that a guard keeps open')
    .description('Let a revision close the stores that a guard keeps open: this revision, and this many.')
    .argument('<fleet>', 'name of the fleet')
    .argument('<revision>', 'the commit, or its first characters')
    .addOption(new Option('--count <n>', 'approve so many closings and no other number').argParser(parseCount))
    .addOption(new Option('-y, --yes', 'do not ask').default(false))
    .addHelpText('after', help);
  withClusterOptions(command).action((fleet: string, revision: string, options: ApproveOptions) =>
    approve({ fleet, revision }, options, io),
  );
}

async function approve(
  asked: { readonly fleet: string; readonly revision: string },
  options: ApproveOptions,
  io: Io,
): Promise<void> {
  const { count, yes, namespace } = options;
  const api = await openCluster(options);
  try {
    const fleet = parseFleetObject(await readOwn(api, 'Fleet', namespace, asked.fleet));
    const closings = closingsToApprove(fleet, { revision: asked.revision, ...(count !== undefined && { count }) });
    if (closings === 'approved') {
      io.stdout(`revision ${asked.revision} of fleet ${asked.fleet} was approved already, and its stores are closed\n`);
      return;
    }
    const stores = await storesNamed(api, namespace, closings.stores);
    io.stderr(renderClosings(asked.fleet, closings, { stores, spec: fleet.spec }));
    if (!yes) await confirm(io, fleet, closings);
    await recordApproval(api, fleet, closings);
    io.stdout(`revision ${closings.revision} of fleet ${asked.fleet} may close ${closings.closures} store(s)\n`);
    io.stderr(fleet.spec.suspended ? 'The fleet is suspended: nothing happens until it is not.\n' : whatNext);
  } finally {
    await api.close();
  }
}

const whatNext = 'The controller closes them within seconds: `urumi get stores --watch` shows it.\n';

async function storesNamed(
  api: Connection,
  namespace: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, StoreObject>> {
  const wanted = new Set(names);
  const live = (await listOwn(api, 'Store', namespace)).filter(({ metadata }) => wanted.has(metadata.name));
  return new Map(live.map((object) => [object.metadata.name, parseStoreObject(object)]));
}

async function confirm(io: Io, { metadata }: FleetObject, { revision, closures }: PendingClosings): Promise<void> {
  await insist(io, {
    attempted: `could not approve revision ${revision.slice(0, 12)} of fleet ${metadata.name}`,
    question: `Close ${closures === 1 ? 'this store' : `these ${closures} stores`}? Type yes: `,
    expected: 'yes',
    option: '--yes',
  });
}
