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

const number = z.int().positive();
/** A run or a suite of checks. Of a head in a fork GitHub names no pull request. */
const checked = z.object({ pull_requests: z.array(z.object({ number })).max(1_000).nullish() });
const check = z.object({
  action: z.string().max(64),
  check_run: checked.optional(),
  check_suite: checked.optional(),
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

/** *Re-run* on a check of ours: GitHub tells an App of it, whatever it has subscribed to. */
function checkEvent(payload: unknown): WebhookEvent {
  const { action, check_run: run, check_suite: suite, repository } = parse(check, payload);
  const [pull] = (run ?? suite)?.pull_requests ?? [];
  if (action !== 'rerequested' || pull === undefined) return ignored;
  return { kind: 'pull-request', repository: repository.full_name, number: pull.number };
}

type Reading = (payload: unknown) => WebhookEvent;
const readings: Readonly<Partial<Record<string, Reading>>> = {
  push: pushEvent,
  pull_request: pullRequestEvent,
  check_run: checkEvent,
  check_suite: checkEvent,
};

/**
 * What a signed body hints at; of its fields only those are looked at that are needed.
 *
 * @param event the name in the header
 * @throws RefusedDelivery `payload` when it is not JSON, or not what an event of this name looks like
 */
export function webhookEvent(event: string, body: Buffer): WebhookEvent {
  if (event === 'ping') return { kind: 'ping' };
  const reading = Object.hasOwn(readings, event) ? readings[event] : undefined;
  return reading === undefined ? ignored : reading(parseJson(body));
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new RefusedDelivery('payload', error);
  }
}
