import { Option, type Command } from 'commander';
import type { KubeObject } from '../../cluster/object.ts';
import { install } from '../../install/install.ts';
import { installManifests } from '../../install/install-manifests.ts';
import { openCluster, withKubeconfigOption } from '../cluster/open-cluster.ts';
import type { Io } from '../io.ts';

const help = `
Applies the definitions of Store and Fleet, the namespace, the admission policies (docs/admission.md), and the accounts of Urumi's processes
with the least rights that they need. Run it again after an upgrade of Urumi, with the same --trust: it changes what has changed.

Exit codes: 0 installed, 1 the API server refused something, 3 the cluster could not be reached.

Examples:
  urumi install --kubeconfig admin.yaml
  urumi install --dry-run               print the manifests instead of applying them
  urumi install --trust system:serviceaccount:velero:velero   backups may be restored
`;

interface InstallCommandOptions {
  readonly kubeconfig?: string;
  readonly dryRun: boolean;
  readonly trust: readonly string[];
}

/** Adds `urumi install` to the program. */
export function registerInstall(program: Command, io: Io): void {
  const command = program
    .command('install')
    .summary('prepare a cluster for the controller')
    .description(
      "Prepare a cluster for the controller: definitions, namespace, policies, rights. Needs an administrator's kubeconfig.",
    )
    .addOption(new Option('--dry-run', 'print the manifests, touch nothing').default(false))
    .addOption(
      new Option('--trust <user...>', 'who may change what Git keeps, as the controller may').default([], 'nobody'),
    )
    .addHelpText('after', help);
  withKubeconfigOption(command).action((options: InstallCommandOptions) => runInstall(options, io));
}

async function runInstall(options: InstallCommandOptions, io: Io): Promise<void> {
  const { dryRun, trust } = options;
  if (dryRun) {
    const { stringify } = await import('yaml');
    io.stdout(
      installManifests({ trusted: trust })
        .map((object: KubeObject) => stringify(object))
        .join('---\n'),
    );
    return;
  }
  const api = await openCluster(options);
  try {
    for (const id of await install(api, { trusted: trust })) io.stdout(`${id} applied\n`);
  } finally {
    await api.close();
  }
}
