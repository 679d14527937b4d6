import { Option, type Command } from 'commander';
import { uninstall } from '../../install/uninstall.ts';
import { openCluster, withKubeconfigOption } from '../cluster/open-cluster.ts';
import { insist } from '../insist.ts';
import type { Io } from '../io.ts';

interface UninstallCommandOptions {
  readonly kubeconfig?: string;
  readonly yes: boolean;
}

const help = `
Takes out of a cluster, in this order: the registration of the admission webhook, so that nothing waits for it; Urumi's processes; the admission
policies; the accounts and their rights. Shops go on as they are, and nobody follows them any more: their namespaces stay, and so do the Store and
Fleet objects, their definitions and the namespace urumi-system. \`urumi install\` takes all of it up again.

Exit codes: 0 it is gone, 1 something did not go or the answer was not yes, 3 the cluster could not be reached, 4 there is no terminal to ask on and no --yes.

Examples:
  urumi uninstall --kubeconfig admin.yaml
  urumi uninstall --yes
`;

/** Adds `urumi uninstall` to the program. */
export function registerUninstall(program: Command, io: Io): void {
  const command = program
    .command('uninstall')
    .summary('take Urumi out of a cluster, and leave the stores')
    .description("Take Urumi out of a cluster, and leave the stores as they are. Needs an administrator's kubeconfig.")
    .addOption(new Option('-y, --yes', 'do not ask').default(false))
    .addHelpText('after', help);
  withKubeconfigOption(command).action((options: UninstallCommandOptions) => runUninstall(options, io));
}

const remains = `The Store and Fleet objects, their definitions and the shops are still there.
Deleting the definitions would delete every Store: while no controller runs, its finalizer urumi.dev/purge holds each of them up.
`;

async function runUninstall({ kubeconfig, yes }: UninstallCommandOptions, io: Io): Promise<void> {
  const api = await openCluster({ ...(kubeconfig !== undefined && { kubeconfig }) });
  try {
    if (!yes) {
      const attempted = 'could not uninstall';
      const question = `Take Urumi out of ${api.server}? Its shops go on, and nobody follows them. Type yes: `;
      await insist(io, { attempted, question, expected: 'yes', option: '--yes' });
    }
    await uninstall(api, { onRemoved: (id) => io.stdout(`${id} removed\n`) });
    io.stderr(remains);
  } finally {
    await api.close();
  }
}
