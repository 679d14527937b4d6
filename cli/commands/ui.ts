import { InvalidArgumentError, Option, type Command } from 'commander';
import { logLevels, pinoLog, type LogLevel } from '../../controller/process/pino-log.ts';
import { connectForge } from '../../forge/connect-forge.ts';
import { buildApp } from '../../ui/build/build-app.ts';
import { startUi } from '../../ui/server/start-ui.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { CliError } from '../cli-error.ts';
import { openCluster, withClusterOptions, type ClusterOptions } from '../cluster/open-cluster.ts';
import type { Io } from '../io.ts';
import { portNumber } from '../port-number.ts';
import { stopSignal } from '../stop-signal.ts';
import { readForgeFile } from '../webhook/read-forge-file.ts';
import { readSignInFile } from '../ui/read-sign-in-file.ts';

interface UiCommandOptions extends ClusterOptions {
  readonly host: string;
  readonly port: number;
  readonly allowHost: readonly string[];
  readonly trustNetwork: boolean;
  readonly corsOrigin: readonly string[];
  readonly forge?: string;
  readonly signIn?: string;
  readonly logLevel: LogLevel;
}

const help = `
Shows every store, live, to whoever opens it in a browser on this machine. The API below it is
documented at /api/v1/openapi.json; /api/v1/health/ready and /api/v1/metrics are for operators. It reads the cluster with the rights
of the kubeconfig and needs none to write: the ServiceAccount urumi-ui of urumi install has just enough.

--forge names a YAML or JSON file, as that of urumi webhook: with it the stores' files, their commits and the pull requests are shown. Rights to
read are enough.

With --sign-in FILE people sign in at GitHub or Gitea, and propose changes by pull requests in their own names; the file is YAML or
JSON: {kind: github | gitea, url, owner, repo, publicUrl, clientId, clientSecretFile, sessionKeyFiles, readers, caFile}; docs/ui.md
has more. Without it nothing is changed from there.

Reading asks for no sign-in, unless that file says readers: members. On another --host than this machine's own everybody who reaches
the port sees every store then, so that needs --trust-network: put a proxy that asks who is there in front.

Exit codes: 0 stopped as asked, 1 it failed, 2 wrong usage, 3 the cluster's kubeconfig cannot be used.

Examples:
  urumi ui
  urumi ui --port 9000 --kubeconfig viewer.yaml
  urumi ui --host 0.0.0.0 --trust-network --allow-host urumi.example.com --sign-in sign-in.yaml
`;

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

function origin(text: string, before: readonly string[]): string[] {
  if (URL.parse(text)?.origin !== text)
    throw new InvalidArgumentError('It must be an origin, as https://board.example.com: no path, no default port.');
  return [...before, text];
}

/** Adds `urumi ui` to the program. */
export function registerUi(program: Command, io: Io): void {
  const command = program
    .command('ui')
    .summary('run the web UI')
    .description('Run the web UI: every store, live, in a browser; changes by pull request.')
    .addOption(new Option('--host <address>', 'where it listens').default('127.0.0.1'))
    .addOption(new Option('--port <number>', 'port; 0: any free one').default(8080).argParser(portNumber))
    .addOption(new Option('--allow-host <name...>', 'more host names to answer to').default([]))
    .addOption(
      new Option('--trust-network', 'listen where others reach it, though reading asks for no sign-in').default(false),
    )
    .addOption(
      new Option('--cors-origin <origin...>', 'origins whose pages may read the API, without anybody’s sign-in')
        .default([])
        .argParser(origin),
    )
    .addOption(new Option('--forge <file>', 'where pull requests live, and as whom they are read'))
    .addOption(new Option('--sign-in <file>', 'how people sign in to propose changes'))
    .addOption(
      new Option('--log-level <level>', 'least level to log').choices(logLevels).env('URUMI_LOG_LEVEL').default('info'),
    )
    .addHelpText('after', help);
  withClusterOptions(command).action((options: UiCommandOptions) => runUi(options, io));
}

async function runUi(options: UiCommandOptions, io: Io): Promise<void> {
  const { host, port, namespace, logLevel, allowHost, trustNetwork, signIn } = options;
  const writes = signIn === undefined ? {} : { writes: await readSignInFile(signIn) };
  if (!loopback.has(host) && !trustNetwork && writes.writes?.readers !== 'members')
    throw new CliError(
      2,
      `could not listen on ${host}: reading asks for no sign-in, so everybody who reaches it would see every store. Give a --sign-in file with readers: members, or say --trust-network if a proxy in front asks who is there`,
    );
  const stopped = stopSignal();
  await using stack = new AsyncDisposableStack();
  const forge = options.forge === undefined ? undefined : connectForge(await readForgeFile(options.forge));
  stack.defer(() => forge?.close());
  const api = await openCluster(options, 'urumi-ui');
  stack.defer(() => api.close());
  const app = await buildApp({ onBuild: () => io.stderr('urumi ui: builds the app, once\n') });
  const ui = await startUi({
    api,
    ...(forge !== undefined && { forge }),
    namespace,
    log: pinoLog(logLevel),
    version: packageJson.version,
    app,
    host,
    port,
    allowHosts: allowHost,
    corsOrigins: options.corsOrigin,
    registry: api.metrics.registry,
    ...writes,
  });
  io.stderr(`urumi ui: shows ${api.server} at ${ui.url}\n`);
  const signal = await stopped;
  io.stderr(`urumi ui: ${signal}, stops\n`);
  await ui.stop();
}
