import { InvalidArgumentError, Option, type Command } from 'commander';
import type { InstallChoices } from '../../install/install-manifests.ts';
import { parts, type Part, type WorkloadChoices } from '../../install/workloads/workload-choices.ts';
import type { Environment } from '../../synth/spec/fleet.ts';
import { CliError } from '../cli-error.ts';
import { ingressOf, type IngressOptions, withIngressOptions } from './ingress-options.ts';

/** What the command line says of an installation. */
export interface InstallCommandOptions extends IngressOptions {
  readonly kubeconfig?: string;
  readonly dryRun: boolean;
  readonly trust: readonly string[];
  readonly fleet?: string;
  readonly planner: boolean;
  readonly gitSecret?: readonly string[];
  readonly image?: string;
  readonly pullSecret?: readonly string[];
  readonly forgeSecret?: string;
  readonly webhookSecretKey?: readonly string[];
  readonly certificate?: string;
  readonly uiUrl?: string;
  readonly uiSecret?: string;
  readonly uiForgeSecret?: string;
}

/** Of Secrets and their keys; Kubernetes checks the rest. */
function name(text: string, before: readonly string[] = []): readonly string[] {
  if (!/^[a-z0-9A-Z._-]{1,253}$/.test(text)) throw new InvalidArgumentError('It must be a name.');
  return [...before, text];
}

function part(text: string, before: readonly Part[] = []): readonly Part[] {
  const known = parts.find((one) => one === text);
  if (known === undefined) throw new InvalidArgumentError(`It must be one of ${parts.join(', ')}.`);
  return [...before, known];
}

function reference(text: string): string {
  if (!/^[a-z0-9][\w./:@-]{0,254}$/i.test(text)) throw new InvalidArgumentError('It must name an image.');
  return text;
}

/** Adds the options of `urumi install`. */
export function withInstallOptions(command: Command): Command {
  return withIngressOptions(command)
    .addOption(new Option('--dry-run', 'print the manifests, touch nothing').default(false))
    .addOption(
      new Option('--trust <user...>', 'who may change what Git keeps, as the controller may').default([], 'nobody'),
    )
    .addOption(new Option('--planner', 'let the webhook dry-run every change of a pull request').default(false))
    .addOption(new Option('--fleet <file>', 'a fleet file that is applied, too'))
    .addOption(
      new Option('--git-secret <name...>', 'Secrets that the webhook may read the stores repo with').argParser(name),
    )
    .addOption(
      new Option('--image <reference>', 'have Urumi itself run there, from this image (images/urumi)').argParser(
        reference,
      ),
    )
    .addOption(new Option('--run <part...>', `of ${parts.join(', ')}; default: controller admission`).argParser(part))
    .addOption(new Option('--pull-secret <name...>', 'Secrets by which nodes get the image').argParser(name))
    .addOption(new Option('--forge-secret <name>', "Secret with the webhook's files; default: urumi-forge"))
    .addOption(
      new Option(
        '--webhook-secret-key <key...>',
        "its keys with the webhook's secret; default: webhook-secret",
      ).argParser(name),
    )
    .addOption(new Option('--certificate <name>', "cert-manager's Certificate for the admission webhook"))
    .addOption(new Option('--ui-url <url>', 'address of the web UI, for links on pull requests'))
    .addOption(new Option('--ui-secret <name>', 'Secret with sign-in.yaml, so that people sign in to the web UI'))
    .addOption(new Option('--ui-host <name...>', 'names by which people reach the web UI').argParser(name))
    .addOption(
      new Option(
        '--ui-forge-secret <name>',
        'Secret with forge.yaml, by which the web UI reads files and pull requests',
      ),
    );
}

type Wanted = Omit<WorkloadChoices, 'image'>;

function wantedOf({ run, pullSecret, certificate, ...options }: InstallCommandOptions): Wanted {
  return {
    ...(run && { parts: run }),
    ...(pullSecret && { pullSecrets: pullSecret }),
    ...(certificate !== undefined && { certificate }),
    ...ofWebhook(options),
    ...ofUi(options),
  };
}

type Rest = Pick<
  InstallCommandOptions,
  'forgeSecret' | 'webhookSecretKey' | 'uiUrl' | 'uiSecret' | 'uiHost' | 'uiForgeSecret'
>;

function ofWebhook({ forgeSecret, webhookSecretKey, uiUrl }: Rest): Wanted {
  return {
    ...(forgeSecret !== undefined && { forgeSecret }),
    ...(webhookSecretKey && { webhookSecretKeys: webhookSecretKey }),
    ...(uiUrl !== undefined && { uiUrl }),
  };
}

function ofUi({ uiSecret, uiHost, uiForgeSecret }: Rest): Wanted {
  return {
    ...(uiSecret !== undefined && { uiSecret }),
    ...(uiForgeSecret !== undefined && { uiForgeSecret }),
    ...(uiHost && { uiHosts: uiHost }),
  };
}

/**
 * What is to be installed.
 *
 * @param environment of the fleet that is applied, too
 * @throws CliError 2 when options do not go together
 */
export function installChoices(options: InstallCommandOptions, environment?: Environment): InstallChoices {
  const { trust, planner, gitSecret, image } = options;
  const wanted = { ...wantedOf(options), ...ingressOf(options, environment) };
  if (image === undefined && Object.keys(wanted).length > 0)
    throw new CliError(2, 'could not install what is to run: say which --image; none is published (see images/urumi)');
  return {
    trusted: trust,
    planner,
    ...(gitSecret && { gitSecrets: gitSecret }),
    ...(image !== undefined && { run: { image, ...wanted } }),
  };
}
