import { z } from 'zod';
import { RefusedDelivery } from './refusal.ts';

/** What an event hints at. The payload is not the truth: that is fetched from the forge. */
export type WebhookEvent =
  | { readonly kind: 'push'; readonly repository: string; readonly branch: string }
  | { readonly kind: 'pull-request'; readonly repository: string; readonly number: number }
  | { readonly kind: 'ping' }
  /** Nothing that concerns us. */
  | { readonly kind: 'ignored' };

const ignored: WebhookEvent = { kind: 'ignored' };

const repository = z.object({ full_name: z.string().min(3).max(512) });

const push = z.object({ ref: z.string().max(1024), deleted: z.boolean().default(false), repository });

const from = z.object({ from: z.string().max(1024) });
const pullRequest = z.object({
  action: z.string().max(64),
  number: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
  /** The base was changed: GitHub says `base`, Gitea `ref`. */
  changes: z.object({ base: z.object({ ref: from }).optional(), ref: from.optional() }).nullish(),
  repository,
});

/** `synchronized` is Gitea's word. */
const planned = new Set(['opened', 'reopened', 'synchronize', 'synchronized', 'closed']);
const branchRef = /^refs\/heads\/(.+)$/s;

function parse<T>(schema: z.ZodType<T>, payload: unknown): T {
  const result = schema.safeParse(payload);
  if (!result.success) throw new RefusedDelivery('payload');
  return result.data;
}

function pushEvent(payload: unknown): WebhookEvent {
  const { ref, deleted, repository } = parse(push, payload);
  const [, branch] = branchRef.exec(ref) ?? [];
  return branch === undefined || deleted ? ignored : { kind: 'push', repository: repository.full_name, branch };
}

function pullRequestEvent(payload: unknown): WebhookEvent {
  const { action, number, changes, repository } = parse(pullRequest, payload);
  const isBaseChanged = action === 'edited' && (changes?.base ?? changes?.ref) !== undefined;
  if (!planned.has(action) && !isBaseChanged) return ignored;
  return { kind: 'pull-request', repository: repository.full_name, number };
}

/**
 * What a signed body hints at; of its fields only those are looked at that are needed.
 *
 * @param event the name in the header
 * @throws RefusedDelivery `payload` when it is not JSON, or not what an event of this name looks like
 */
export function webhookEvent(event: string, body: Buffer): WebhookEvent {
  if (event === 'ping') return { kind: 'ping' };
  if (event !== 'push' && event !== 'pull_request') return ignored;
  const payload = parseJson(body);
  return event === 'push' ? pushEvent(payload) : pullRequestEvent(payload);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new RefusedDelivery('payload', error);
  }
}
