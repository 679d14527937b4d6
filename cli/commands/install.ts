import type { Command } from 'commander';
import { applyObject } from '../../cluster/apply.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { install, installManager } from '../../install/install.ts';
import { installManifests } from '../../install/install-manifests.ts';
import { openCluster, withKubeconfigOption } from '../cluster/open-cluster.ts';
import { installChoices, withInstallOptions, type InstallCommandOptions } from '../install/install-options.ts';
import { readFleet } from '../install/read-fleet.ts';
import type { Io } from '../io.ts';

const help = `
Applies the definitions of Store and Fleet, the namespace, the admission policies (docs/admission.md), and the accounts of Urumi's processes
with the least rights that they need; with --image also what runs them there. Run it again after an upgrade of Urumi, with the same options: it
changes what has changed. docs/installing.md goes through it, and says what --planner is.

Exit codes: 0 installed, 1 the API server refused something, 2 wrong usage, 3 the cluster could not be reached.

Examples:
  urumi install --kubeconfig admin.yaml
  urumi install --dry-run               print the manifests instead of applying them
  urumi install --trust system:serviceaccount:velero:velero   backups may be restored
  urumi install --image registry.example.com/urumi:0.1.0 --fleet fleet/production.yaml
  urumi install --image registry.example.com/urumi:0.1.0 --run controller admission webhook --planner
  urumi install --image ... --fleet fleet/production.yaml --run controller admission webhook --webhook-host hooks.example.com
`;

const openToAll =
  'urumi install: the web UI asks nobody who only reads to sign in: whoever reaches its Ingress sees every store. ' +
  '--ui-annotation puts a proxy in front that asks who is there (docs/installing.md)\n';

/** Adds `urumi install` to the program. */
export function registerInstall(program: Command, io: Io): void {
  const command = program
    .command('install')
    .summary('prepare a cluster for the controller')
    .description(
      "Prepare a cluster for the controller: definitions, namespace, policies, rights. Needs an administrator's kubeconfig.",
    )
    .addHelpText('after', help);
  withInstallOptions(withKubeconfigOption(command)).action((options: InstallCommandOptions) => runInstall(options, io));
}

async function runInstall(options: InstallCommandOptions, io: Io): Promise<void> {
  const fleet = options.fleet === undefined ? undefined : await readFleet(options.fleet);
  const choices = installChoices(options, fleet?.spec.environment);
  const fleets = fleet === undefined ? [] : [fleet];
  if (options.uiIngress && options.uiAnnotation === undefined) io.stderr(openToAll);
  if (options.dryRun) {
    const { stringify } = await import('yaml');
    const manifests: KubeObject[] = [...installManifests(choices), ...fleets];
    io.stdout(manifests.map((object) => stringify(object)).join('---\n'));
    return;
  }
  const api = await openCluster(options);
  try {
    for (const id of await install(api, choices)) io.stdout(`${id} applied\n`);
    for (const fleet of fleets)
      io.stdout(`${(await applyObject(api, fleet, { manager: installManager })).id} applied\n`);
  } finally {
    await api.close();
  }
}
