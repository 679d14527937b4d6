import { z } from 'zod';
import { forgeStateSchema } from './git-view.ts';

/** Where something is written: in Git and on the forge; in the cluster; in the log of what people did here. */
export const activitySources = ['git', 'cluster', 'here'] as const;

/** What happened. */
export const activityKinds = [
  'opened',
  'merged',
  'withdrawn',
  'pushed',
  'ready',
  'failed',
  'superseded',
  'suspended',
  'closed',
  'event',
  'asked',
  'refused',
] as const;

/** Something that somebody or the cluster did. */
export const activitySchema = z.object({
  at: z.iso.datetime({ offset: true }),
  source: z.enum(activitySources),
  kind: z.enum(activityKinds),
  what: z.string().describe('A sentence, or the title of a pull request or commit'),
  store: z.string().optional(),
  by: z.string().describe('A person, or what acted'),
  address: z.string().optional().describe('From where, of what was done here'),
  pull: z.int().optional(),
  revision: z.string().optional(),
  url: z.string().optional().describe('Of its page on the forge'),
});

/** Query of `GET /activity`. */
export const activityQuerySchema = z.strictObject({
  before: z.iso.datetime({ offset: true }).optional().describe('Only what is older: the next page'),
  search: z.string().max(200).default('').describe('Words that it must have, in whatever field'),
  source: z.enum(activitySources).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** Answer of `GET /activity`. */
export const activityListSchema = z.object({
  forge: forgeStateSchema,
  items: z.array(activitySchema).describe('Newest first'),
  next: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('`before` of the next page; absent: this is all that is at hand'),
});

export type Activity = z.output<typeof activitySchema>;
export type ActivityQuery = z.output<typeof activityQuerySchema>;
export type ActivityList = z.output<typeof activityListSchema>;
