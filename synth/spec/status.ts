import { z } from 'zod';
import { timestamp } from './scalars.ts';

/** The order in which a store comes up; it goes down in reverse. */
export const stageNames = ['guards', 'config', 'database', 'setup', 'application', 'ingress', 'validation'] as const;
export type StageName = (typeof stageNames)[number];

/** A Kubernetes condition: meta/v1 Condition. */
export const conditionSchema = z.object({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string(),
  message: z.string(),
  lastTransitionTime: timestamp,
  observedGeneration: z.number().int().optional(),
});
export type Condition = z.output<typeof conditionSchema>;
