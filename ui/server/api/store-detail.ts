import { z } from 'zod';
import { conditionSchema, stageNames } from '../../../synth/spec/status.ts';
import { stageStatusSchema, storeStatusSchema } from '../../../synth/spec/store.ts';
import { storeRowSchema } from './store-row.ts';

const time = z.iso.datetime({ offset: true });
const healthStatus = z.enum(['Current', 'InProgress', 'Failed', 'Terminating']);

/** One object of a store, as the tree shows it. */
export const storeObjectSchema = z.object({
  id: z.string().describe('Kind.group/namespace/name'),
  kind: z.string(),
  name: z.string(),
  depth: z.int().min(0).describe('0: a child of the store itself'),
  last: z.boolean().describe('The last of its siblings'),
  status: healthStatus,
  reason: z.string(),
  message: z.string(),
});

/** One pod of a store. */
export const podSchema = z.object({
  name: z.string(),
  component: z.string(),
  status: healthStatus,
  reason: z.string(),
  message: z.string(),
  restarts: z.int().min(0),
  node: z.string().describe('Empty until it has one'),
  createdAt: time.optional(),
  containers: z.array(z.string()),
});

/** A command that does or shows the same from a terminal. */
export const commandSchema = z.object({ text: z.string(), purpose: z.string() });

/** Answer of `GET /stores/{name}`: all that is known of one store. */
export const storeDetailSchema = storeRowSchema.extend({
  file: z.string().optional(),
  next: z.array(z.string()).describe('What comes next, in order'),
  todo: z.array(z.string()).describe('What a person can do; empty: nothing needs doing'),
  deadline: time.optional().describe('When the stage that runs, or the whole rollout, counts as failed'),
  adminUrl: z.string().optional(),
  adminUser: z.string(),
  suspended: z.boolean().describe('Its file says so, whatever runs still'),
  deletion: z
    .object({
      policy: z.enum(['Retain', 'Delete']),
      retention: z.string().describe('How long its data outlives its file: 7d'),
      retentionMs: z.int().min(0),
      protected: z.boolean().describe('It cannot be closed before its file says otherwise'),
    })
    .describe('What closing it would do'),
  closedBy: z.string().optional().describe('The revision without its file'),
  startedAt: time.optional().describe('When the rollout in stages began'),
  stages: z.array(stageStatusSchema),
  usual: z
    .partialRecord(z.enum(stageNames), z.number())
    .describe(
      'Seconds that a stage usually takes: the median of other stores with this engine, where three or more tell',
    ),
  conditions: z.array(conditionSchema),
  history: storeStatusSchema.shape.history,
  volumes: storeStatusSchema.shape.volumes,
  objects: z.array(storeObjectSchema).max(500).describe('In the order of the tree, parents first'),
  pods: z.array(podSchema).max(200),
  commands: z.array(commandSchema),
});

/** Answer of `GET /stores/{name}/events`. */
export const storeEventsSchema = z.object({
  items: z
    .array(
      z.object({
        at: z.string(),
        type: z.string(),
        reason: z.string(),
        message: z.string(),
        about: z.string().describe('Kind/name of the object that it is about'),
      }),
    )
    .describe('Newest first'),
});

export type StoreDetail = z.output<typeof storeDetailSchema>;
export type StoreObjectView = z.output<typeof storeObjectSchema>;
export type PodView = z.output<typeof podSchema>;
export type StoreEvents = z.output<typeof storeEventsSchema>;
export type TerminalCommand = z.output<typeof commandSchema>;
