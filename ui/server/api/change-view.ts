import { z } from 'zod';

/** A change that somebody has proposed: its pull request, and how far it is. */
export const changeSchema = z.object({
  number: z.int(),
  title: z.string(),
  url: z.string().describe('Of its page at the forge'),
  state: z.enum(['open', 'closed', 'merged']),
  author: z.string(),
  branch: z.string(),
  headSha: z.string(),
  base: z.string().describe('The branch that it goes into'),
  mergeable: z.boolean().optional().describe('Free of conflicts; absent while the forge works it out'),
  mergedAt: z.iso.datetime().optional(),
  mergeCommit: z.string().optional(),
  plan: z
    .object({
      state: z.enum(['pending', 'success', 'failure', 'error']),
      description: z.string(),
      needsApproval: z.boolean().describe('Merged like this, it closes nothing until somebody approves'),
    })
    .optional()
    .describe('What urumi/plan says of it; absent until it says something'),
});

/** Body of `POST /changes/{number}/merge`. */
export const mergeWishSchema = z.strictObject({
  headSha: z
    .string()
    .regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'must be the id of a commit')
    .describe('The head that was looked at; with another one nothing is merged'),
  approveClosures: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Lets exactly so many stores close, where a guard would keep them open'),
});

export type ChangeView = z.output<typeof changeSchema>;
