import { z } from 'zod';

/** How current what the UI shows is, and whom it depends on. */
export const freshnessSchema = z.object({
  current: z.boolean(),
  since: z.iso.datetime().describe('When the stalest part was last known to be up to date'),
  parts: z.array(
    z.object({
      part: z.string().describe('stores, fleets, objects or pods'),
      current: z.boolean(),
      ageMs: z.int().min(0),
      says: z.string().describe('Why it is not current; empty when it is'),
    }),
  ),
});

/** Answer of `GET /health/live` and `GET /health/ready`. */
export const healthSchema = z.object({ status: z.enum(['ok', 'not-ready']), freshness: freshnessSchema });

export type Freshness = z.output<typeof freshnessSchema>;
export type HealthView = z.output<typeof healthSchema>;
