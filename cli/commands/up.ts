import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option, type Command } from 'commander';
import type { Io } from '../io.ts';
import { portNumber } from '../port-number.ts';
import { runUp } from '../up/run-up.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));

interface UpCommandOptions {
  readonly data: string;
  readonly reset: boolean;
  readonly kubeconfig?: string;
  readonly port?: number;
  readonly ui: boolean;
}

const help = `
Starts a Kubernetes control plane with simulated nodes, a Git server with a stores repo, the controller, the receiver of the Git
server's events and the web UI; opens a sample store by pull request and prints what to try. Runs until Ctrl-C; the next start
has the same stores.

With --kubeconfig your cluster is used in place of the simulated one: shops run for real there. Urumi is installed into it
(namespace urumi-system), and the controller runs here.

Exit codes: 0 stopped as asked, 1 something failed, 3 a part could not be had or reached.

Examples:
  urumi up
  urumi up --reset
  urumi up --kubeconfig ~/.kube/config
`;

/** Adds `urumi up` to the program. */
export function registerUp(program: Command, io: Io): void {
  program
    .command('up')
    .summary('start everything on this machine')
    .description('Start everything on this machine, and open a sample store.')
    .addOption(new Option('--kubeconfig <file>', 'use this cluster in place of the simulated one'))
    .addOption(
      new Option('--data <dir>', 'where everything is kept').default(
        path.join(project, '.sandbox'),
        '.sandbox in the project',
      ),
    )
    .addOption(new Option('--reset', 'begin anew: forget all stores and repositories').default(false))
    .addOption(
      new Option('--port <number>', 'port of the web UI; default: 8080, or any free one').argParser(portNumber),
    )
    .addOption(new Option('--no-ui', 'without the web UI'))
    .addHelpText('after', help)
    .action(async ({ data, reset, kubeconfig, port, ui }: UpCommandOptions) => {
      const options = {
        dataDir: path.resolve(data),
        reset,
        ...(ui && { ui: { port: port ?? 8080, anyPort: port === undefined } }),
        template: path.join(project, 'stores-repo-template'),
      };
      await runUp({ ...options, ...(kubeconfig === undefined ? {} : { kubeconfig }) }, io, stopSignal());
    });
}

/** Aborted by the first SIGINT, SIGTERM or SIGHUP. A second one ends the process at once: the sandbox's guards clean up. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stop.abort());
  return stop.signal;
}
