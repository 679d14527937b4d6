import { InvalidArgumentError, Option, type Command } from 'commander';
import { logLevels, pinoLog, type LogLevel } from '../../controller/process/pino-log.ts';
import { startHealthServer } from '../../serving/health-server.ts';
import { removeWebhook } from '../../webhook/admission/register-webhook.ts';
import { certificateSecret, startAdmission, type AdmissionOptions } from '../../webhook/admission/start-admission.ts';
import { CliError } from '../cli-error.ts';
import { openCluster, withClusterOptions, type ClusterOptions } from '../cluster/open-cluster.ts';
import type { Io } from '../io.ts';
import { portNumber } from '../port-number.ts';
import { stopSignal } from '../stop-signal.ts';

interface AdmissionCommandOptions extends ClusterOptions {
  readonly host: string;
  readonly port: number;
  readonly service?: { readonly namespace: string; readonly name: string };
  readonly certificates?: string;
  readonly certificate?: string;
  readonly healthHost: string;
  readonly healthPort: number;
  readonly remove: boolean;
  readonly logLevel: LogLevel;
}

const help = `
Judges Stores and Fleets when they are made or their specs change: hosts, limits, versions, storage. The API server is told to ask when the server
answers, and refuses such writes while nobody does; stores that run do not depend on it. Run two of it.

Certificates are its own, in the Secret ${certificateSecret}, unless --certificates names a folder with tls.crt and tls.key of cert-manager's.
To switch it off in an emergency: kubectl delete validatingwebhookconfiguration urumi-admission

Exit codes: 0 stopped as asked, 1 it failed, 2 wrong usage, 3 the cluster could not be reached.

Examples:
  urumi admission --host 0.0.0.0 --service urumi-system/urumi-webhook
  urumi admission --kubeconfig webhook.yaml          the API server reaches this machine
  urumi admission --remove                           take it out of the cluster, its configuration first
`;

function serviceName(text: string): { namespace: string; name: string } {
  const match = /^([a-z0-9-]{1,63})\/([a-z0-9-]{1,63})$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It must be NAMESPACE/NAME.');
  return { namespace: match[1] ?? '', name: match[2] ?? '' };
}

/** Adds `urumi admission` to the program. */
export function registerAdmission(program: Command, io: Io): void {
  const command = program
    .command('admission')
    .summary('run the admission webhook')
    .description('Run the admission webhook: refuse Stores and Fleets that cannot be.')
    .addOption(new Option('--host <address>', 'address to listen on').default('127.0.0.1'))
    .addOption(new Option('--port <number>', 'port to listen on; 0: any free one').default(8443).argParser(portNumber))
    .addOption(
      new Option(
        '--service <namespace/name>',
        'Service by which the API server reaches it; default: --host and --port',
      ).argParser(serviceName),
    )
    .addOption(new Option('--certificates <dir>', 'folder with tls.crt and tls.key, which somebody else renews'))
    .addOption(new Option('--certificate <namespace/name>', 'the cert-manager Certificate that --certificates is of'))
    .addOption(new Option('--health-host <address>', 'where health and metrics are served').default('127.0.0.1'))
    .addOption(
      new Option('--health-port <number>', 'port of health and metrics; 0: any free one')
        .default(8084)
        .argParser(portNumber),
    )
    .addOption(new Option('--remove', 'take the webhook out of the cluster, and end').default(false))
    .addOption(
      new Option('--log-level <level>', 'least level to log').choices(logLevels).env('URUMI_LOG_LEVEL').default('info'),
    )
    .addHelpText('after', help);
  withClusterOptions(command).action((options: AdmissionCommandOptions) => runAdmission(options, io));
}

function certManagerOf({ certificates, certificate }: AdmissionCommandOptions): Pick<AdmissionOptions, 'certManager'> {
  if (certificates === undefined && certificate === undefined) return {};
  if (certificates === undefined || certificate === undefined)
    throw new CliError(
      2,
      '--certificates and --certificate go together: the folder, and the Certificate that it is of',
    );
  return { certManager: { folder: certificates, certificate } };
}

async function runAdmission(options: AdmissionCommandOptions, io: Io): Promise<void> {
  const { namespace, host, port, service, healthHost, healthPort, logLevel } = options;
  const certManager = certManagerOf(options);
  await using stack = new AsyncDisposableStack();
  const api = await openCluster(options, 'urumi-admission');
  stack.defer(() => api.close());
  if (options.remove) {
    await removeWebhook(api, { namespace, name: certificateSecret });
    io.stdout('the admission webhook is out of the cluster\n');
    return;
  }
  const stopped = stopSignal();
  const starting = new AbortController();
  void stopped.then(() => starting.abort(new Error('told to stop')));
  const { registry } = api.metrics;
  const log = pinoLog(logLevel);
  const signal = starting.signal;
  const where = { namespace, host, port, ...(service && { service }) };
  const admission = await startAdmission({ api, log, registry, signal, ...where, ...certManager });
  stack.defer(() => admission.close());
  const health = await startHealthServer({
    host: healthHost,
    port: healthPort,
    ready: () => admission.notReady(),
    metrics: registry,
    log,
  });
  stack.defer(() => health.close());
  io.stderr(`urumi admission: answers at ${admission.url}; metrics at http://${healthHost}:${health.port}/metrics\n`);
  io.stderr(`urumi admission: ${await stopped}, stops\n`);
}
