import { publishedPlan } from '../../plan/published-plan.ts';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import type { ApiConnection } from '../../cluster/connection.ts';
import { pinoLog } from '../../controller/process/pino-log.ts';
import type { Forge } from '../../forge/forge.ts';
import { tokenFile } from '../../forge/repository/token-file.ts';
import { keptPorts } from '../../sandbox/process/kept-ports.ts';
import { systemNamespace } from '../../synth/spec/names.ts';
import { secretFiles } from '../../webhook/github/receive/secret-source.ts';
import { startWebhook } from '../../webhook/github/start-webhook.ts';
import { connectOwnForge } from './connect-own-forge.ts';
import type { Parts } from './start-parts.ts';

interface ReceiverContext {
  /** Takes over what has to be ended. */
  readonly stack: AsyncDisposableStack;
  readonly signal: AbortSignal;
  /** Where the web UI answers, when there is one: what the forge is told then links to it. */
  readonly ui: string | undefined;
}

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
 * @param api with the rights of the receiver's account
 */
export async function startReceiver(
  api: ApiConnection,
  parts: Parts,
  { stack, signal, ui }: ReceiverContext,
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
    ...(ui !== undefined && { ui }),
  });
  stack.defer(() => webhook.stop());
  await webhook.ready;
  const secret = (await readFile(webhookSecretFile, 'utf8')).trim();
  await forge.ensureWebhook({ url: webhook.url, secret }, signal);
  await forge.protectBranch({ branch, requiredStatuses: [publishedPlan.context], directPushes: true }, signal);
  return { forge, context: publishedPlan.context, logFile };
}
