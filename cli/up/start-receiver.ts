import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import type { ApiConnection } from '../../cluster/connection.ts';
import { pinoLog } from '../../controller/process/pino-log.ts';
import type { Forge } from '../../forge/forge.ts';
import { tokenFile } from '../../forge/repository/token-file.ts';
import { keptPorts } from '../../sandbox/process/kept-ports.ts';
import { systemNamespace } from '../../synth/spec/names.ts';
import { planContext } from '../../webhook/github/feedback/publish-plan.ts';
import { secretFiles } from '../../webhook/github/receive/secret-source.ts';
import { startWebhook } from '../../webhook/github/start-webhook.ts';
import { connectOwnForge } from './connect-own-forge.ts';
import type { Parts } from './start-parts.ts';

export interface Receiver {
  /** The stores repo on the forge, with the rights of its owner. */
  readonly forge: Forge;
  /** Name of the status that a merge needs. */
  readonly context: string;
  readonly logFile: string;
}

/**
 * Starts the receiver of the forge's events, and sets the stores repo up for it: a webhook with a secret of its own, and a branch that takes a
 * pull request when its plan has succeeded. Who owns the repository may push past that.
 *
 * @param stack takes over what has to be ended
 */
export async function startReceiver(
  api: ApiConnection,
  parts: Parts,
  { stack, signal }: { readonly stack: AsyncDisposableStack; readonly signal: AbortSignal },
): Promise<Receiver> {
  const { dataDir, forge: files, repository } = parts;
  const { branch } = repository;
  const { webhookSecretFile } = files;
  const credentials = tokenFile(files.tokenFile);
  const forge = connectOwnForge(parts);
  stack.defer(() => forge.close());
  const logFile = path.join(dataDir, 'webhook.log');
  const { webhook: port } = await keptPorts(path.join(dataDir, 'ports.json'), ['webhook']);
  const webhook = await startWebhook({
    api,
    namespace: systemNamespace,
    forge,
    credentials,
    secrets: secretFiles([webhookSecretFile]),
    dataDir: path.join(dataDir, 'webhook'),
    log: pinoLog('info', pino.destination({ dest: logFile, mkdir: true, sync: true })),
    port,
  });
  stack.defer(() => webhook.stop());
  await webhook.ready;
  const secret = (await readFile(webhookSecretFile, 'utf8')).trim();
  await forge.ensureWebhook({ url: webhook.url, secret }, signal);
  await forge.protectBranch({ branch, requiredStatuses: [planContext], directPushes: true }, signal);
  return { forge, context: planContext, logFile };
}
