import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { logLevels, pinoLog, type LogLevel } from '../../controller/process/pino-log.ts';
import { connectForge } from '../../forge/connect-forge.ts';
import { startHealthServer } from '../../serving/health-server.ts';
import { secretFiles } from '../../webhook/github/receive/secret-source.ts';
import { startWebhook } from '../../webhook/github/start-webhook.ts';
import { openCluster, withClusterOptions, type ClusterOptions } from '../cluster/open-cluster.ts';
import type { Io } from '../io.ts';
import { portNumber } from '../port-number.ts';
import { stopSignal } from '../stop-signal.ts';
import { gitCredentials } from '../webhook/git-credentials.ts';
import { readForgeFile } from '../webhook/read-forge-file.ts';

interface WebhookCommandOptions extends ClusterOptions {
  readonly forge: string;
  readonly secretFile: readonly string[];
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly healthHost: string;
  readonly healthPort: number;
  readonly ui?: string;
  readonly poll: number;
  readonly logLevel: LogLevel;
}

const help = `
Takes the events of one repository on GitHub or Gitea: a push wakes the fleets that follow its branch; a pull request gets a plan as a comment and as the check
urumi/plan; a merge gets the status urumi/apply, a deployment for each store, and a comment where a store failed. What no event tells is found by looking.

--forge names a YAML or JSON file: {kind: github | gitea, url, owner, repo} and one of {tokenFile}, {tokenVariable}, {app: {id, privateKeyFile}}.
Deliveries go to http://HOST:PORT/PATH, which may be reached from outside. /healthz, /readyz and /metrics have a port of their own, which should not.

Exit codes: 0 stopped as asked, 1 it failed, 2 wrong usage, 3 the cluster could not be reached.

Examples:
  urumi webhook --forge forge.yaml --secret-file webhook-secret
  urumi webhook --forge forge.yaml --secret-file new-secret --secret-file old-secret   while a secret is rotated
`;

function httpAddress(text: string): string {
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? ''))
    throw new InvalidArgumentError('It must be an http(s) address.');
  return text;
}

function deliveryPath(text: string): string {
  if (!/^\/[A-Za-z0-9._~/-]{0,200}$/.test(text)) throw new InvalidArgumentError('It must be a path such as /webhook.');
  return text;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 5 || value > 86_400)
    throw new InvalidArgumentError('It must be a whole number of seconds from 5 to 86,400.');
  return value;
}

function one(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** Adds `urumi webhook` to the program. */
export function registerWebhook(program: Command, io: Io): void {
  const command = program
    .command('webhook')
    .summary("run the receiver of the forge's events")
    .description("Run the receiver of the forge's events: plans on pull requests, pushes that count at once.")
    .requiredOption('--forge <file>', 'where pull requests live, and as whom')
    .addOption(
      new Option('--secret-file <file>', "holds the webhook's secret; twice while it is rotated")
        .argParser(one)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--data <dir>', 'where mirrors of the stores repos are kept').default(join('.urumi', 'webhook')),
    )
    .addOption(new Option('--host <address>', 'where deliveries are taken').default('127.0.0.1'))
    .addOption(new Option('--port <number>', 'port of deliveries; 0: any free one').default(8082).argParser(portNumber))
    .addOption(new Option('--path <path>', 'path of deliveries').default('/webhook').argParser(deliveryPath))
    .addOption(new Option('--health-host <address>', 'where health and metrics are served').default('127.0.0.1'))
    .addOption(
      new Option('--health-port <number>', 'port of health and metrics; 0: any free one')
        .default(8083)
        .argParser(portNumber),
    )
    .addOption(new Option('--ui <url>', 'address of the web UI, for links').argParser(httpAddress))
    .addOption(
      new Option('--poll <seconds>', 'how often pull requests are looked at when no event tells')
        .default(60)
        .argParser(seconds),
    )
    .addOption(
      new Option('--log-level <level>', 'least level to log').choices(logLevels).env('URUMI_LOG_LEVEL').default('info'),
    )
    .addHelpText('after', help);
  withClusterOptions(command).action((options: WebhookCommandOptions) => runWebhook(options, io));
}

async function runWebhook(options: WebhookCommandOptions, io: Io): Promise<void> {
  const { namespace, data, host, port, path, healthHost, healthPort, ui, poll, logLevel } = options;
  const stopped = stopSignal();
  await using stack = new AsyncDisposableStack();
  const config = await readForgeFile(options.forge);
  const api = await openCluster(options, 'urumi-webhook');
  stack.defer(() => api.close());
  const forge = connectForge(config);
  stack.defer(() => forge.close());
  const log = pinoLog(logLevel);
  const { registry } = api.metrics;
  const webhook = await startWebhook({
    api,
    namespace,
    forge,
    credentials: gitCredentials(api, config.credentials),
    secrets: secretFiles(options.secretFile),
    dataDir: data,
    log,
    host,
    port,
    path,
    ...(ui !== undefined && { ui }),
    pollMs: poll * 1_000,
    registry,
  });
  stack.defer(() => webhook.stop());
  const health = await startHealthServer({
    host: healthHost,
    port: healthPort,
    ready: () => webhook.notReady(),
    metrics: registry,
    log,
  });
  stack.defer(() => health.close());
  io.stderr(
    `urumi webhook: takes deliveries at ${webhook.url}; metrics at http://${healthHost}:${health.port}/metrics\n`,
  );
  io.stderr(`urumi webhook: ${await stopped}, stops\n`);
}
