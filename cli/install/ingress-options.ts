import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Part, WorkloadChoices } from '../../install/workloads/workload-choices.ts';
import type { Environment } from '../../synth/spec/fleet.ts';
import { hostName } from '../../synth/spec/scalars.ts';
import { CliError } from '../cli-error.ts';

/** What the command line says of the ways in from outside, and of what they lead to. */
export interface IngressOptions {
  readonly run?: readonly Part[];
  readonly uiHost?: readonly string[];
  readonly uiIngress: boolean;
  readonly uiAnnotation?: Readonly<Record<string, string>>;
  readonly webhookHost?: string;
}

/** As Kubernetes has the keys of annotations; Kubernetes checks the rest. */
function annotation(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, key, value] = /^([A-Za-z0-9][A-Za-z0-9._/-]{0,316})=(.{0,4096})$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new InvalidArgumentError('It must be KEY=VALUE.');
  return { ...before, [key]: value };
}

/** Adds the options of `urumi install` that make Ingresses. */
export function withIngressOptions(command: Command): Command {
  return command
    .addOption(new Option('--webhook-host <name>', "an Ingress for the forge's events at this host; needs --fleet"))
    .addOption(new Option('--ui-ingress', 'an Ingress for the web UI at each --ui-host; needs --fleet').default(false))
    .addOption(
      new Option('--ui-annotation <key=value...>', 'of that Ingress: what asks who is there').argParser(annotation),
    );
}

/**
 * The Ingresses that are asked for.
 *
 * @param environment of the fleet that is applied, too: its shops and Urumi are behind one ingress controller
 * @throws CliError 2 when options do not go together, or a host is none
 */
export function ingressOf(
  options: IngressOptions,
  environment: Environment | undefined,
): Pick<WorkloadChoices, 'ingress'> {
  const { webhookHost, uiIngress, uiAnnotation } = options;
  const wrong = mistake(options);
  if (wrong !== undefined) throw new CliError(2, `could not make an Ingress: ${wrong}`);
  if (webhookHost === undefined && !uiIngress) return {};
  if (environment === undefined)
    throw new CliError(
      2,
      'could not make an Ingress: say --fleet; its environment says which ingress controller there is and where certificates come from',
    );
  return {
    ingress: {
      environment,
      ...(webhookHost !== undefined && { webhookHost }),
      ...(uiIngress && { ui: { annotations: uiAnnotation ?? {} } }),
    },
  };
}

function mistake(options: IngressOptions): string | undefined {
  const { webhookHost, uiIngress, uiHost = [] } = options;
  const hosts = [...(webhookHost === undefined ? [] : [webhookHost]), ...(uiIngress ? uiHost : [])];
  return whatIsMissing(options) ?? hosts.map(whatIsWrongWith).find((wrong) => wrong !== undefined);
}

function whatIsMissing({ run = [], webhookHost, uiIngress, uiAnnotation, uiHost }: IngressOptions): string | undefined {
  if (uiAnnotation !== undefined && !uiIngress) return '--ui-annotation is for --ui-ingress';
  if (webhookHost !== undefined && !run.includes('webhook')) return '--webhook-host needs --run webhook';
  if (uiIngress && (uiHost === undefined || !run.includes('ui')))
    return '--ui-ingress needs --run ui, and a --ui-host to be reached by';
  return undefined;
}

function whatIsWrongWith(host: string): string | undefined {
  const { error } = hostName.safeParse(host);
  return error === undefined ? undefined : `${host} ${error.issues[0]?.message}`;
}
