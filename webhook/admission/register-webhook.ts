import { applyObject } from '../../cluster/apply.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import { isApiError } from '../../cluster/errors.ts';
import { pathOf } from '../../cluster/kinds.ts';
import { readObject } from '../../cluster/read.ts';
import type { Log } from '../../cluster/log.ts';
import { configurationId, webhookConfiguration, type WebhookConfigurationOptions } from './webhook-configuration.ts';

/** Field manager of the configuration. */
const manager = 'urumi-webhook';

/**
 * Has the API server ask us, from now on. Only when the server answers: see `awaitAnswer`.
 *
 * @throws ApiError
 */
export async function registerWebhook(
  api: ApiConnection,
  options: WebhookConfigurationOptions,
  signal: AbortSignal,
): Promise<void> {
  await applyObject(api, webhookConfiguration(options), { manager, signal });
}

/**
 * Writes whom to trust into the configuration, if there is one: somebody may have deleted it in an emergency, and then it stays away until the
 * next start.
 *
 * @throws ApiError
 */
export async function updateTrust(
  api: ApiConnection,
  options: WebhookConfigurationOptions & { readonly log: Log },
  signal: AbortSignal,
): Promise<void> {
  if ((await readObject(api, configurationId, { signal })) === undefined) {
    options.log.warn({ configuration: configurationId }, 'the webhook is switched off: its configuration is gone');
    return;
  }
  await registerWebhook(api, options, signal);
}

/**
 * Takes the webhook out of a cluster: the configuration first, so that nothing waits for a server that goes, then its certificates. Repeating
 * it changes nothing.
 *
 * @param secret `<namespace>/<name>` of the certificates
 * @throws ApiError
 */
export async function removeWebhook(
  api: ApiConnection,
  secret: { readonly namespace: string; readonly name: string },
  signal?: AbortSignal,
): Promise<void> {
  for (const id of [configurationId, `Secret/${secret.namespace}/${secret.name}`]) {
    try {
      await api.request({ method: 'DELETE', path: pathOf(id), ...(signal && { signal }) });
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
    }
  }
}
