import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { pino } from 'pino';
import type { Connection } from '../../cluster/connect.ts';
import { pinoLog } from '../../controller/process/pino-log.ts';
import type { Forge } from '../../forge/forge.ts';
import { systemNamespace } from '../../synth/spec/names.ts';
import { buildApp } from '../../ui/build/build-app.ts';
import type { WriterOptions } from '../../ui/server/session/sign-in.ts';
import { startUi, type RunningUi } from '../../ui/server/start-ui.ts';
import { CliError } from '../cli-error.ts';

export interface WebUiOptions {
  /** With the rights of urumi-ui. */
  readonly api: Connection;
  /** The stores repo. */
  readonly forge: Forge;
  readonly dataDir: string;
  readonly port: number;
  /** Another port will do when this one is taken. */
  readonly anyPort: boolean;
  /** The sandbox's user, in whose name changes are proposed. */
  readonly writes: WriterOptions;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/**
 * Builds and starts the web UI, on this machine's own address only: whoever opens it there is the sandbox's user.
 *
 * @throws CliError when the port is taken and no other will do
 */
export async function runWebUi({ api, forge, dataDir, port, anyPort, writes }: WebUiOptions): Promise<RunningUi> {
  const app = await buildApp();
  const log = pinoLog('info', pino.destination({ dest: path.join(dataDir, 'ui.log'), mkdir: true, sync: true }));
  const { registry } = api.metrics;
  const options = { api, forge, namespace: systemNamespace, log, version: packageJson.version, app, registry, writes };
  try {
    return await startUi({ ...options, port });
  } catch (error) {
    if (!isTaken(error)) throw error;
    if (!anyPort) throw new CliError(3, `could not serve the web UI on port ${port}: it is taken. Name another --port`);
    registry.clear();
    return await startUi({ ...options, port: 0 });
  }
}
