import { z } from 'zod';
import { fileAnnotationMap, fileLabelMap } from './metadata.ts';
import { apiVersion } from './names.ts';
import {
  currency,
  country,
  email,
  engineVersion,
  hostName,
  line,
  owner,
  retention,
  storageSize,
  storeName,
  timestamp,
  uniqueItems,
  username,
} from './scalars.ts';
import { conditionSchema, stageNames } from './status.ts';

export const engines = ['woocommerce', 'medusa'] as const;
export const plans = ['small', 'medium', 'large'] as const;
/** Secrets that can be rotated, as `spec.rotate` names them. */
export const rotatable = ['application', 'database'] as const;
export type Engine = (typeof engines)[number];
export type Plan = (typeof plans)[number];

/** `spec` of a store file: what a shopkeeper writes. `closure` is absent here: no file may contain it. */
export const storeFileSpecSchema = z.strictObject({
  engine: z.enum(engines).describe('The software that the shop runs'),
  title: line.min(1).max(100).optional().describe("The shop's name as customers see it; default: the store's name"),
  owner: owner.optional().describe('Team or person that owns the shop; counts against the per-owner limit'),
  plan: z.enum(plans).default('small').describe('Size: CPU, memory, storage, replicas'),
  hosts: z
    .array(hostName)
    .max(10)
    .check(uniqueItems)
    .default([])
    .describe('Extra domains; <name>.<fleet domain> is always there'),
  currency: currency.default('EUR').describe('ISO 4217 code'),
  country: country.default('DE').describe('ISO 3166-1 alpha-2 code, or CC:STATE'),
  admin: z
    .strictObject({
      username: username
        .default('shopkeeper')
        .describe('Taken when the shop is installed; a later change has no effect'),
      email: email.optional().describe('Default: admin@<first host>'),
    })
    .prefault({})
    .describe('First administrator; the password is generated'),
  catalog: z.enum(['sample', 'empty']).default('sample').describe('What the shop sells on its first day'),
  payments: z
    .array(z.enum(['cash-on-delivery', 'bank-transfer']))
    .min(1)
    .max(2)
    .check(uniqueItems)
    .default(['cash-on-delivery'])
    .describe('How customers may pay'),
  storage: z
    .strictObject({
      database: storageSize.optional().describe('Volume of the database'),
      files: storageSize.optional().describe('Volume of uploaded files'),
    })
    .prefault({})
    .describe('Default from the plan; may grow, never shrink'),
  version: engineVersion.optional().describe("Engine version; default: the fleet's"),
  suspended: z.boolean().default(false).describe('Scale to zero; keep everything'),
  deletion: z
    .strictObject({
      policy: z
        .enum(['Retain', 'Delete'])
        .default('Retain')
        .describe('Retain: data outlives the file for the retention time. Delete: data goes with the file'),
      retention: retention.optional().describe("How long data outlives the file; default: the fleet's"),
      protected: z.boolean().default(false).describe('Refuse closing until a commit sets this to false'),
    })
    .prefault({})
    .describe('What happens when the file is removed'),
  rotate: z
    .record(z.string().regex(/^(application|database)$/, `must be one of ${rotatable.join(', ')}`), line.min(1).max(64))
    .default({})
    .describe('Change a value to rotate that secret: application (login sessions and carts end), database'),
});

/** A closing recorded by the fleet loop: the file is gone since `revision`. */
export const closureSchema = z.strictObject({
  at: timestamp,
  revision: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/),
  purgeAt: timestamp,
});

/** `spec` of a Store object in the cluster. */
export const storeSpecSchema = storeFileSpecSchema.extend({ closure: closureSchema.optional() });

/** A whole store file. */
export const storeFileSchema = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Store'),
  metadata: z.strictObject({
    name: storeName.describe("The store's name, which is the file's name too"),
    labels: fileLabelMap.optional(),
    annotations: fileAnnotationMap.optional(),
  }),
  spec: storeFileSpecSchema,
});

export const phases = [
  'Pending',
  'Provisioning',
  'Ready',
  'Degraded',
  'Failed',
  'Suspended',
  'Closing',
  'Closed',
  'Purging',
] as const;
export type Phase = (typeof phases)[number];

/** One object that Urumi applied, or is about to apply. */
export const inventoryEntrySchema = z.object({
  /** `Kind.group/namespace/name`, see cluster/object-id.ts */
  id: z.string(),
  /** Empty until the API server has answered the first apply. */
  uid: z.string().default(''),
  /** Digest of the desired object that was last applied; empty until then. */
  digest: z.string().default(''),
  /** The live version that our apply returned: see LiveObject.version. */
  version: z.string().default(''),
  /** Size of quota-like objects: they grow first and shrink last. */
  weight: z.number().int().optional(),
});

export const stageStatusSchema = z.object({
  name: z.enum(stageNames),
  state: z.enum(['Pending', 'Running', 'Ready', 'Failed']),
  startedAt: timestamp.optional(),
  endedAt: timestamp.optional(),
  message: z.string().optional(),
});

export const storeStatusSchema = z.object({
  phase: z.enum(phases).optional(),
  observedGeneration: z.number().int().optional(),
  conditions: z.array(conditionSchema).default([]),
  url: z.string().optional(),
  adminUrl: z.string().optional(),
  file: z.string().optional(),
  revision: z.string().optional(),
  /** Revision that was last completely Ready. */
  readyRevision: z.string().optional(),
  readySince: timestamp.optional(),
  /** Digest of everything the store wants to be, as of the rollout in `stages`. */
  target: z.string().optional(),
  /** When the rollout in `stages` began; in phase Purging: the purge. */
  startedAt: timestamp.optional(),
  stages: z.array(stageStatusSchema).default([]),
  inventory: z.array(inventoryEntrySchema).default([]),
  /** Secrets that were generated once, and which keys they hold (never values). */
  secrets: z
    .array(
      z.object({
        name: z.string(),
        uid: z.string(),
        keys: z.array(z.string()),
        /** The value of `spec.rotate` for which its values were made; absent while a rotation is under way. */
        rotation: z.string().optional(),
      }),
    )
    .default([]),
  /** PersistentVolumes that hold the store's data. */
  volumes: z
    .array(
      z.object({
        claim: z.string(),
        uid: z.string(),
        volume: z.string().optional(),
        size: z.string().optional(),
        /** Its claim is gone, its reclaim policy keeps the data: a person decides. */
        released: z.boolean().optional(),
      }),
    )
    .default([]),
  history: z
    .array(
      z.object({
        revision: z.string(),
        at: timestamp,
        outcome: z.enum(['Ready', 'Failed', 'Superseded', 'Closed', 'Suspended']),
        seconds: z.number(),
        message: z.string().optional(),
      }),
    )
    .max(10)
    .default([]),
  closedAt: timestamp.optional(),
  purgeAt: timestamp.optional(),
});

export type StoreFile = z.output<typeof storeFileSchema>;
export type StoreSpec = z.output<typeof storeSpecSchema>;
export type StoreStatus = z.output<typeof storeStatusSchema>;
export type InventoryEntry = z.output<typeof inventoryEntrySchema>;
export type StageStatus = z.output<typeof stageStatusSchema>;
export type Closure = z.output<typeof closureSchema>;
