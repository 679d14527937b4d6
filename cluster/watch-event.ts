import { z } from 'zod';
import type { KindInfo } from './kinds.ts';
import { named } from './list.ts';
import type { KubeObject } from './object.ts';

/** One line of a watch. */
export type WatchEvent =
  | { readonly type: 'upsert' | 'delete'; readonly object: KubeObject; readonly resourceVersion: string }
  /** Nothing happened up to here. */
  | { readonly type: 'bookmark'; readonly resourceVersion: string }
  | { readonly type: 'error'; readonly code: number; readonly message: string; readonly retryAfterMs?: number }
  /** Not what the protocol promises. */
  | { readonly type: 'garbled' };

const versioned = z.looseObject({
  metadata: z.looseObject({ name: z.string().min(1), resourceVersion: z.string().min(1) }),
});

const line = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['ADDED', 'MODIFIED', 'DELETED']), object: versioned }),
  z.object({
    type: z.literal('BOOKMARK'),
    object: z.object({ metadata: z.object({ resourceVersion: z.string().min(1) }) }),
  }),
  z.object({
    type: z.literal('ERROR'),
    object: z.object({
      code: z.number().catch(0),
      message: z.string().catch(''),
      details: z.object({ retryAfterSeconds: z.number().positive().optional() }).optional().catch(undefined),
    }),
  }),
]);

/** Reads one line of a watch (https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes). */
export function parseWatchEvent(value: unknown, kind: KindInfo): WatchEvent {
  const event = line.safeParse(value).data;
  switch (event?.type) {
    case undefined:
      return { type: 'garbled' };
    case 'BOOKMARK':
      return { type: 'bookmark', resourceVersion: event.object.metadata.resourceVersion };
    case 'ERROR': {
      const { code, message, details } = event.object;
      const seconds = details?.retryAfterSeconds;
      return { type: 'error', code, message, ...(seconds !== undefined && { retryAfterMs: seconds * 1000 }) };
    }
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return {
        type: event.type === 'DELETED' ? 'delete' : 'upsert',
        object: named(event.object, kind),
        resourceVersion: event.object.metadata.resourceVersion,
      };
  }
}
