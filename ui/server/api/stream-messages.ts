import { z } from 'zod';
import { fleetListSchema } from './fleet-view.ts';
import { freshnessSchema } from './health-view.ts';
import { storeDetailSchema } from './store-detail.ts';
import { countsSchema } from './store-list.ts';
import { storeRowSchema } from './store-row.ts';

/** Query of `GET /stream`. */
export const streamQuerySchema = z.strictObject({
  store: z.string().max(63).optional().describe('Also tell everything of this store'),
  after: z.string().max(64).optional().describe('Go on after this id, as the header Last-Event-ID does'),
});

/**
 * What the stream sends, by event name. Each event but `store` and `beat` has an id to go on from.
 *
 * - `stores`: rows that changed and names that are gone, with the counts of the whole fleet
 * - `reset`: too much was missed: read the lists again
 * - `fleets`: all fleets, when one changed
 * - `store`: all of the store that was asked for; null when there is none by that name
 * - `beat`: every ten seconds, and when the freshness changes
 */
export const streamMessages = {
  stores: z.object({ rows: z.array(storeRowSchema), gone: z.array(z.string()), counts: countsSchema }),
  reset: z.object({ counts: countsSchema }),
  fleets: fleetListSchema,
  store: storeDetailSchema.nullable(),
  beat: freshnessSchema,
} as const;

export type StreamEvent = keyof typeof streamMessages;
export type StreamMessage<Name extends StreamEvent> = z.output<(typeof streamMessages)[Name]>;
