import { z } from 'zod';
import { conditionSchema } from '../../../synth/spec/status.ts';

const time = z.iso.datetime({ offset: true });

/** A fleet as the UI shows it. */
export const fleetViewSchema = z.object({
  name: z.string(),
  repository: z.string(),
  branch: z.string(),
  path: z.string(),
  domain: z.string(),
  suspended: z.boolean(),
  head: z.string().optional().describe("Revision of the branch's head when it was last read"),
  applied: z.string().optional().describe('Revision whose valid files are all applied'),
  appliedAt: time.optional(),
  ready: conditionSchema.optional(),
  stores: z.int(),
  invalid: z
    .array(
      z.object({
        file: z.string(),
        problems: z.array(z.object({ line: z.int().optional(), column: z.int().optional(), message: z.string() })),
      }),
    )
    .describe('Files that are not applied; their stores stay as they were'),
  invalidCount: z.int(),
  pending: z
    .object({
      revision: z.string(),
      closures: z.int(),
      stores: z.array(z.string()),
      reason: z.string(),
      count: z.int(),
    })
    .optional()
    .describe('Closings that wait for an approval'),
  refusal: z.object({ revision: z.string(), guard: z.string(), message: z.string() }).optional(),
  limits: z.object({
    stores: z.int(),
    storesPerOwner: z.int(),
    closuresPerRevision: z.string(),
    owners: z
      .array(z.object({ owner: z.string(), stores: z.int() }))
      .max(5)
      .describe('Who has the most stores'),
  }),
  retention: z.string(),
});

/** Answer of `GET /fleets`. */
export const fleetListSchema = z.object({ items: z.array(fleetViewSchema) });

export type FleetView = z.output<typeof fleetViewSchema>;
