import { z } from 'zod';

/** Problem details (RFC 9457): what every error answers. */
export const problemSchema = z.object({
  type: z.string().describe('Names the kind of problem; about:blank when the status says all'),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string().describe('What was attempted, why it failed, what to do'),
  issues: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional()
    .describe('Parameters that do not fit'),
});

export type Problem = z.output<typeof problemSchema>;
