import { z } from 'zod';
import type { Call } from '../api/call.ts';
import { secretFault, webhookAnswer } from '../api/webhook-answer.ts';
import type { Webhook, WebhookWish } from '../webhook-wish.ts';

/** To Gitea `pull_request` means all that can happen to one, new commits (`synchronized`) included. */
export async function ensureWebhook(call: Call, wish: WebhookWish): Promise<Webhook> {
  const { url, secret, events = ['push', 'pull_request'] } = wish;
  const fault = secretFault(secret);
  if (fault !== undefined) throw call.failure('Invalid', fault);
  const hooks = '/repos/{owner}/{repo}/hooks';
  const { data } = await call.octokit.request(`GET ${hooks}`, { ...call.at, limit: 50, request: call.repeatable });
  const known = z
    .array(webhookAnswer)
    .parse(data)
    .find(({ config }) => config.url === url);
  const config = { url, secret, content_type: 'json', http_method: 'post' };
  const fields = { ...call.at, config, events: [...events], active: true };
  if (known) {
    await call.octokit.request(`PATCH ${hooks}/{id}`, { ...fields, id: known.id, request: call.repeatable });
    return { id: known.id, created: false };
  }
  const made = await call.octokit.request(`POST ${hooks}`, { ...fields, type: 'gitea', request: call.once });
  return { id: webhookAnswer.parse(made.data).id, created: true };
}
