import { z } from 'zod';
import type { Call } from '../api/call.ts';
import { secretFault, webhookAnswer } from '../api/webhook-answer.ts';
import type { Webhook, WebhookWish } from '../webhook-wish.ts';

/** https://docs.github.com/rest/repos/webhooks */
export async function ensureWebhook(call: Call, wish: WebhookWish): Promise<Webhook> {
  const { url, secret, events = ['push', 'pull_request'] } = wish;
  const fault = secretFault(secret);
  if (fault !== undefined) throw call.failure('Invalid', fault);
  const { repos } = call.octokit.rest;
  // GitHub allows 20 webhooks for each event, so one page has them all.
  const { data } = await repos.listWebhooks({ ...call.at, per_page: 100, request: call.repeatable });
  const known = z
    .array(webhookAnswer)
    .parse(data)
    .find(({ config }) => config.url === url);
  const config = { url, secret, content_type: 'json', insecure_ssl: '0' };
  const fields = { ...call.at, config, events: [...events], active: true };
  if (known) {
    await repos.updateWebhook({ ...fields, hook_id: known.id, request: call.repeatable });
    return { id: known.id, created: false };
  }
  const made = await repos.createWebhook({ ...fields, name: 'web', request: call.once });
  return { id: webhookAnswer.parse(made.data).id, created: true };
}
