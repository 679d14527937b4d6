import { z } from 'zod';
import { stageNames } from '../../../synth/spec/status.ts';
import { engines, phases, plans } from '../../../synth/spec/store.ts';

/** Where a store stands in the list: who has to look first. */
export const groups = ['needs', 'motion', 'resting', 'open'] as const;

/** A store as lists show it: everything that a row, a filter or a sort needs, and no more. */
export const storeRowSchema = z.object({
  name: z.string(),
  fleet: z.string(),
  phase: z.enum(phases),
  group: z
    .enum(groups)
    .describe('needs: somebody has to act; motion: it changes by itself; resting: suspended or closed; open'),
  reason: z.string().describe('One word: what it waits for, or why it is as it is'),
  message: z.string().describe('The same as a sentence, at most 240 characters'),
  since: z.iso.datetime({ offset: true }).optional().describe('Since when it is so'),
  stage: z
    .object({
      name: z.enum(stageNames),
      since: z.iso.datetime({ offset: true }).optional(),
      done: z.int().min(0).describe('Stages that are done'),
      of: z.int().min(0),
    })
    .optional()
    .describe('The stage that is not done; absent when all are'),
  held: z.string().optional().describe('Why its file at the head is not applied'),
  engine: z.enum(engines),
  version: z.string().describe('Engine version; empty when neither the file nor the fleet says'),
  plan: z.enum(plans),
  owner: z.string(),
  title: z.string(),
  url: z.string().describe('Empty until it is known'),
  createdAt: z.iso.datetime({ offset: true }).optional(),
  closedAt: z.iso.datetime({ offset: true }).optional(),
  purgeAt: z.iso.datetime({ offset: true }).optional().describe('When the data of a closed store goes'),
  revision: z.string().describe('The commit that it was applied from'),
});

export type StoreRow = z.output<typeof storeRowSchema>;
export type Group = (typeof groups)[number];
