import type { Command } from 'commander';
import { parseFleetObject } from '../../synth/spec/parse-objects.ts';
import { annotations } from '../../synth/spec/names.ts';
import { annotateOwn } from '../cluster/annotate-own.ts';
import { openCluster, withClusterOptions, type ClusterOptions } from '../cluster/open-cluster.ts';
import { readOwn } from '../cluster/own-objects.ts';
import type { Io } from '../io.ts';

const help = `
Does what the webhook does when somebody pushes: the controller fetches the fleet's branch now and not at the end of its interval, and looks again at
files that were refused. Asking once too often does no harm.

Whoever may patch Fleets may ask.

Exit codes: 0 asked, 1 there is no such fleet, 3 the cluster could not be reached.

Examples:
  urumi reconcile shops
`;

/** Adds `urumi reconcile` to the program. */
export function registerReconcile(program: Command, io: Io): void {
  const command = program
    .command('reconcile')
    .summary('have a fleet read its repository now')
    .description('Have a fleet read its repository now.')
    .argument('<fleet>', 'name of the fleet')
    .addHelpText('after', help);
  withClusterOptions(command).action((name: string, options: ClusterOptions) => reconcile(name, options, io));
}

async function reconcile(name: string, options: ClusterOptions, io: Io): Promise<void> {
  const api = await openCluster(options);
  try {
    const { metadata, spec } = parseFleetObject(await readOwn(api, 'Fleet', options.namespace, name));
    await annotateOwn(api, {
      kind: 'Fleet',
      seen: metadata,
      manager: 'urumi-reconcile',
      annotations: { [annotations.reconcileAt]: new Date().toISOString() },
      recheck: () => undefined, // whatever else changes: it is the same fleet
    });
    io.stdout(`fleet ${name} is asked to read branch ${spec.source.branch} of ${spec.source.url} now\n`);
    if (spec.suspended) io.stderr(`fleet ${name} is suspended: it reads nothing until spec.suspended is false.\n`);
  } finally {
    await api.close();
  }
}
