import { z } from 'zod';

/** The most lines that are asked for of the past. */
export const mostTail = 10_000;

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((word) => word === 'true');

/** Query of `GET /stores/{name}/logs`. */
export const logQuerySchema = z.strictObject({
  pod: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/)
    .optional()
    .describe('Default: the pod that most needs looking at'),
  container: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
    .optional()
    .describe('Default: the first of the pod'),
  follow: flag.describe('Goes on with new lines as they come'),
  previous: flag.describe('Of the container that ran before the last restart'),
  since: z.iso.datetime().optional().describe('Only lines from this second on'),
  tail: z.coerce.number().int().min(0).max(mostTail).default(500).describe('Only so many lines of the past'),
});

export type LogQuery = z.output<typeof logQuerySchema>;
