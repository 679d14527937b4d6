import { z } from 'zod';

/** A store that a merge would close. */
export const mergeClosingSchema = z.object({
  name: z.string(),
  volumes: z.array(z.object({ claim: z.string(), size: z.string().optional() })).describe('What holds its data'),
  retentionMs: z.int().min(0).describe('How long its data outlives its file; 0: it goes with it'),
  held: z.boolean().describe('Its file is gone already, and its closing waits for an approval'),
});

/** Answer of `GET /changes/{number}/merge`: what stands between a pull request and its merge, for whoever asks. */
export const mergeViewSchema = z.object({
  headSha: z.string(),
  base: z.string().describe('The branch that it goes into'),
  obstacle: z.string().optional().describe('Why it cannot be merged now, or not by this person'),
  closings: z.array(mergeClosingSchema).describe('Stores that would close'),
  approval: z
    .object({ count: z.int().min(1).describe('What an approval has to name'), limit: z.int().min(0) })
    .optional()
    .describe('More close than the fleet closes unasked: without an approval none does'),
  complete: z.boolean().describe('false: it may close more than are told here'),
});

export type MergeView = z.output<typeof mergeViewSchema>;
