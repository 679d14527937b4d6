import { z } from 'zod';
import { forgeStateSchema, pullRefSchema } from './git-view.ts';

/** Where a pull request stands, in one word, for people. */
export const pullStands = [
  'draft',
  'unplanned',
  'planning',
  'blocked',
  'conflicts',
  'approval',
  'ready',
  'merged',
  'withdrawn',
] as const;

/** A pull request as lists show it. */
export const pullViewSchema = pullRefSchema.extend({
  stands: z
    .enum(pullStands)
    .describe(
      'unplanned: nobody has said what it would do; blocked: its plan says that it cannot be merged so; approval: its closings are to be approved with the merge; ready: to merge',
    ),
  says: z.string().describe('What its plan comes to, in a line; empty when that is not known'),
  mergeCommit: z.string().optional().describe('Where its base is at because of it'),
  endedAt: z.iso.datetime().optional().describe('When it was merged or withdrawn'),
  branch: z.string(),
  isFork: z.boolean(),
  head: z.string().describe('The commit that its plan is of'),
});

/** Answer of `GET /pulls`. */
export const pullListSchema = z.object({
  forge: forgeStateSchema,
  open: z.array(pullViewSchema).describe('Of the last hundred, newest first'),
  done: z.array(pullViewSchema).max(20).describe('The last that were merged or withdrawn, newest first'),
});

/** Answer of `GET /pulls/{number}`. */
export const pullDetailSchema = z.object({
  forge: forgeStateSchema,
  pull: pullViewSchema,
  plan: z.string().max(70_000).optional().describe('What it would do, in Markdown; absent until it was planned'),
  files: z
    .array(z.object({ path: z.string(), change: z.string(), previousPath: z.string().optional() }))
    .max(300)
    .describe('Files that it changes'),
  complete: z.boolean().describe('false: it changes more'),
  commands: z.array(z.string()).describe('What brings it into a clone, and shows it there'),
});

export type PullView = z.output<typeof pullViewSchema>;
export type PullList = z.output<typeof pullListSchema>;
export type PullDetail = z.output<typeof pullDetailSchema>;
