import { z } from 'zod';
import { problemCodes } from '../synth/spec/problem.ts';
import { timestamp } from '../synth/spec/scalars.ts';

/** What becomes of a store. `protected`: it would close, but its protection keeps it open. `held`: its file cannot be applied. */
export const storeChanges = ['closed', 'protected', 'held', 'reopened', 'changed', 'opened'] as const;

const fieldChangeSchema = z.strictObject({
  path: z.string().describe('spec.template.spec.containers[web].image; a colon and a number name a line of a text'),
  before: z
    .string()
    .optional()
    .describe('JSON, cut after 200 characters; masked where the name is that of a secret; absent when new'),
  after: z.string().optional().describe('The same of the new value; absent when the field goes'),
});

const objectChangeSchema = z.strictObject({
  id: z.string().describe('Kind.group/namespace/name'),
  fields: z.array(fieldChangeSchema),
  more: z.number().int().describe('Fields that changed and are not listed'),
});

const effects = ['pods-replaced', 'pods-stopped', 'pods-started', 'job-runs'] as const;
const effectSchema = z.strictObject({
  id: z.string().describe('The Deployment, StatefulSet or Job'),
  effect: z.enum(effects),
});

const capacitySchema = z
  .strictObject({
    cpuRequests: z.number().int().describe('Millicores'),
    cpuLimits: z.number().int().describe('Millicores'),
    memoryRequests: z.number().int().describe('MiB'),
    memoryLimits: z.number().int().describe('MiB'),
    storage: z.number().int().describe('MiB; what a closed store keeps still counts'),
  })
  .describe(
    'What pods that keep running and volumes take more than before; negative when it is less. Jobs do not count',
  );

const claimSchema = z.strictObject({ claim: z.string(), mebibytes: z.number().int() });

const violationSchema = z.strictObject({
  file: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  path: z.string().describe('The field; empty for the file as a whole'),
  code: z.enum(problemCodes),
  message: z.string(),
});

const objectMessageSchema = z.strictObject({ id: z.string(), message: z.string() });
const driftSchema = z.strictObject({
  id: z.string(),
  state: z.enum(['changed', 'missing']).describe('Since Urumi applied it'),
});

const storeClusterSchema = z
  .strictObject({
    checked: z
      .number()
      .int()
      .describe('Objects that the API server admitted or refused in a dry run; the Store itself is one'),
    refused: z.array(objectMessageSchema).describe('Objects that it, or its admission control, does not take'),
    warnings: z.array(objectMessageSchema).describe('What it warned of'),
    unchecked: z
      .array(
        z.strictObject({
          why: z.string(),
          objects: z.array(z.string()),
          passing: z.boolean().optional().describe('Asking again soon may well be answered'),
        }),
      )
      .describe('Objects of which the API server could not be asked, or not everything'),
    drifted: z
      .array(driftSchema)
      .describe('Objects that somebody has changed or deleted in the cluster; they are put back as Git says'),
  })
  .describe('What the cluster says of the change');

const planStoreSchema = z.strictObject({
  name: z.string(),
  file: z.string(),
  change: z.enum(storeChanges),
  url: z.string().optional().describe('Where the shop answers; absent when it does not'),
  fields: z.array(fieldChangeSchema).describe("What changes in the file's spec"),
  objects: z.strictObject({
    created: z.array(z.string()),
    changed: z.array(objectChangeSchema),
    deleted: z.array(z.string()),
  }),
  effects: z.array(effectSchema).describe('Pods that are replaced, and Jobs that run again, in a store that runs'),
  volumes: z.strictObject({
    atRisk: z.array(claimSchema).describe('Volumes that the purge would delete'),
    grow: z.array(z.strictObject({ claim: z.string(), from: z.number().int(), to: z.number().int() })).describe('MiB'),
  }),
  purgeAt: timestamp.optional().describe('When the data of a closed store would go'),
  capacity: capacitySchema,
  notes: z.array(z.string()).describe('What else is worth knowing, for people'),
  violations: z.array(violationSchema),
  cluster: storeClusterSchema
    .optional()
    .describe('Absent where no cluster was asked, and of stores that stay as they are'),
});

const guardSchema = z.strictObject({
  reason: z.string().describe('ClosuresHeld, UnrelatedTree, TreeEmpty, PathMissing or TreeUnreadable'),
  message: z.string(),
  approvable: z.boolean(),
  count: z.number().int().optional().describe('What an approval has to name'),
});

/** What a revision would do, store by store and object by object. Fields may be added; a change of meaning is another version. */
export const planReportSchema = z.strictObject({
  version: z.literal(1),
  conclusion: z
    .enum(['success', 'neutral', 'failure'])
    .describe(
      'failure: a violation, an object that the cluster refuses, a protected store or a guard that nobody can lift; neutral: closings wait for approval',
    ),
  base: z.string().describe('Commit that is compared with'),
  head: z.string().describe('Commit that would be merged'),
  fleet: z.string(),
  mergedAt: timestamp.describe('The time that is taken as that of the merge'),
  live: z.boolean().describe('Whether the stores of the cluster were known'),
  counts: z.strictObject(
    Object.fromEntries(storeChanges.map((change) => [change, z.number().int()])) as Record<
      (typeof storeChanges)[number],
      z.ZodInt
    >,
  ),
  capacity: capacitySchema,
  suspended: z
    .boolean()
    .optional()
    .describe('The fleet does not follow its repository: nothing of this happens before it does again'),
  guard: guardSchema.optional().describe('Why no store is closed'),
  approval: z
    .strictObject({ guard: z.string(), closures: z.number().int() })
    .optional()
    .describe("The guard that the head commit's Urumi-Approve-Closures lifts"),
  violations: z.array(violationSchema).describe('Of all stores'),
  cluster: z
    .strictObject({
      checked: z.number().int(),
      refused: z.number().int(),
      unchecked: z.number().int(),
      drifted: z.number().int(),
    })
    .optional()
    .describe('Objects of all stores by what the cluster says of them; absent where no cluster was asked'),
  stores: z.array(planStoreSchema).describe('Those that change: what is at risk first'),
});

export type PlanReport = z.output<typeof planReportSchema>;
export type PlanStore = z.output<typeof planStoreSchema>;
export type StoreChangeKind = (typeof storeChanges)[number];
export type FieldChange = z.output<typeof fieldChangeSchema>;
export type ObjectChange = z.output<typeof objectChangeSchema>;
export type WorkloadEffect = z.output<typeof effectSchema>;
export type StoreCluster = z.output<typeof storeClusterSchema>;
export type DriftedObject = z.output<typeof driftSchema>;
export type Capacity = z.output<typeof capacitySchema>;
