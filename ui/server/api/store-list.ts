import { z } from 'zod';
import { engines, phases, plans } from '../../../synth/spec/store.ts';
import { groups, storeRowSchema } from './store-row.ts';

/** Orders of the list; a minus turns one round. */
export const sorts = ['urgency', '-urgency', 'name', '-name', 'age', '-age', 'purge', '-purge'] as const;

/** The most rows of one answer. */
export const mostRows = 200;

/** A list of words of an enumeration, as one query parameter: `Failed,Degraded`. */
function wordsOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z
    .string()
    .max(200)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(words)).max(words.length));
}

/** Query of `GET /stores`. */
export const storeQuerySchema = z.strictObject({
  search: z
    .string()
    .max(200)
    .default('')
    .describe('Words that a store must have in its name, title, address or owner; also plan:l, owner:x, engine:x'),
  phase: wordsOf(phases).optional().describe('Only stores in one of these phases, comma-separated'),
  engine: z.enum(engines).optional(),
  plan: z.enum(plans).optional(),
  owner: z.string().max(100).optional(),
  fleet: z.string().max(100).optional(),
  group: z.enum(groups).optional(),
  sort: z.enum(sorts).default('urgency'),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(0).max(mostRows).default(100),
});

/** How many stores are in each phase. */
export const countsSchema = z.partialRecord(z.enum(phases), z.int());

/** Answer of `GET /stores`. */
export const storeListSchema = z.object({
  items: z.array(storeRowSchema),
  total: z.int().describe('Stores that the whole query finds'),
  offset: z.int(),
  counts: countsSchema.describe('Per phase, of what the query without its phases finds'),
  groups: z
    .array(z.object({ group: z.enum(groups), count: z.int(), oldest: z.iso.datetime({ offset: true }).optional() }))
    .describe('In the order of the list; of what the whole query finds'),
  owners: z.array(z.string()).max(200).describe('Owners to filter by'),
  near: z.string().optional().describe('When nothing is found: the name that is most like the search'),
  mark: z.string().describe('What the stream has told up to here: its id'),
});

export type StoreQuery = z.output<typeof storeQuerySchema>;
export type StoreList = z.output<typeof storeListSchema>;
export type Counts = z.output<typeof countsSchema>;
