import { hostname } from 'node:os';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { ControllerError } from '../../controller/process/controller-error.ts';
import { logLevels, pinoLog, type LogLevel } from '../../controller/process/pino-log.ts';
import { LeaseLostError } from '../../cluster/leader-lease.ts';
import { startController } from '../../controller/process/start-controller.ts';
import { candidateName } from '../candidate-name.ts';
import { CliError } from '../cli-error.ts';
import { openCluster, withClusterOptions, type ClusterOptions } from '../cluster/open-cluster.ts';
import type { Io } from '../io.ts';
import { portNumber } from '../port-number.ts';
import { stopSignal } from '../stop-signal.ts';

interface ControllerCommandOptions extends ClusterOptions {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly logLevel: LogLevel;
}

const help = `
Follows every Fleet of the namespace and runs its stores, until SIGINT or SIGTERM. Logs are JSON lines on stdout.
Of several processes one leads, by the Lease urumi-controller; the others stand by and take over when it ends. Each needs a --data of its own.

/healthz, /readyz and /metrics are served on --host and --port.

Exit codes: 0 stopped as asked, 1 it failed, or another process has taken its lead, 3 the cluster could not be reached or was not prepared (urumi install).

Examples:
  urumi controller --kubeconfig controller.yaml
  urumi controller --log-level debug --port 9090
`;

/** Adds `urumi controller` to the program. */
export function registerController(program: Command, io: Io): void {
  const command = program
    .command('controller')
    .summary('run the controller')
    .description('Run the controller: make the cluster follow the stores repos.')
    .addOption(
      new Option('--data <dir>', 'where mirrors of the stores repos are kept').default(join('.urumi', 'controller')),
    )
    .addOption(new Option('--host <address>', 'where health and metrics are served').default('127.0.0.1'))
    .addOption(
      new Option('--port <number>', 'port of health and metrics; 0: any free one').default(8081).argParser(portNumber),
    )
    .addOption(
      new Option('--log-level <level>', 'least level to log').choices(logLevels).env('URUMI_LOG_LEVEL').default('info'),
    )
    .addHelpText('after', help);
  withClusterOptions(command).action((options: ControllerCommandOptions) => runController(options, io));
}

async function runController(options: ControllerCommandOptions, io: Io): Promise<void> {
  const { data, host, port, logLevel, namespace } = options;
  const stopped = stopSignal();
  const api = await openCluster(options, 'urumi-controller');
  try {
    const { registry } = api.metrics;
    const log = pinoLog(logLevel);
    const controller = await startController({
      api,
      namespace,
      identity: hostname(),
      candidate: await candidateName(data),
      onStandBy: (leader) => io.stderr(`urumi controller: ${leader} leads; this one stands by\n`),
      log,
      dataDir: data,
      host,
      port,
      registry,
    });
    io.stderr(`urumi controller: follows ${api.server}; metrics at http://${host}:${controller.port}/metrics\n`);
    try {
      const signal = await Promise.race([stopped, controller.lost]);
      io.stderr(`urumi controller: ${signal}, stops\n`);
    } finally {
      await controller.stop();
    }
  } catch (error) {
    if (error instanceof ControllerError) throw new CliError(3, error.message, error);
    throw error instanceof LeaseLostError ? new CliError(1, error.message, error) : error;
  } finally {
    await api.close();
  }
}
