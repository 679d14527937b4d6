import type { MedusaRequest, MedusaResponse } from '@medusajs/framework/http';
import { ContainerRegistrationKeys } from '@medusajs/framework/utils';
import { Redis } from 'ioredis';

/** Answers within this time, or counts as gone, ms. */
const patience = 2_000;

type Answer = { readonly ok: true } | { readonly ok: false; readonly reason: string };

interface Database {
  raw(sql: string): PromiseLike<unknown>;
}

/** A connection of its own: it neither queues nor retries, so that "gone" is known at once. */
const redis = new Redis(process.env['REDIS_URL'] ?? '', {
  lazyConnect: true,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  connectTimeout: 1_500,
  retryStrategy: () => 1_000,
});
// What it has to say is asked for, request by request.
redis.on('error', () => {});
redis.connect().catch(() => {});

/** Kubernetes asks without a key and without a login. */
export const AUTHENTICATE = false;

/**
 * Whether this server can serve customers: 200 when database and Redis answer, 503 with the reason otherwise. Medusa's own /health is a static text, 200
 * while every request hangs.
 */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const database: Database = request.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION);
  const [db, cache] = await Promise.all([answerOf(database.raw('select 1')), answerOf(redis.ping())]);
  const ready = db.ok && cache.ok;
  response.status(ready ? 200 : 503).json({ database: textOf(db), redis: textOf(cache) });
}

async function answerOf(question: PromiseLike<unknown>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), patience);
  });
  try {
    await Promise.race([question, late]);
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

function textOf(answer: Answer): string {
  return answer.ok ? 'ok' : answer.reason.slice(0, 120);
}
