import { z } from 'zod';
import { annotationMap, labelMap } from './metadata.ts';
import { apiVersion } from './names.ts';
import { durationMs, duration, engineVersion, hostName, retention, storeName, timestamp } from './scalars.ts';
import { conditionSchema } from './status.ts';
import { phases } from './store.ts';

/** Name of a Kubernetes object: a DNS subdomain. */
const objectName = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
    'must be the name of a Kubernetes object: a-z, 0-9, - and dot, not at an end',
  )
  .max(253);

const namespaceName = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must be the name of a namespace')
  .max(63);

/** Where Docker's Official Images are. */
export const officialImages = 'docker.io/library';

/** Registry and path of images, without a tag: ghcr.io/urumi-dev. */
const imagePath = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9._:/]*[a-z0-9])?$/,
    'must be a registry and path such as ghcr.io/urumi-dev, without scheme and tag',
  )
  .max(253);

/** A folder in the repository; `.` is its root. */
const folderPath = z
  .string()
  .regex(
    /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/,
    'must be a folder in the repository such as stores, with / between parts and none at an end',
  )
  .max(1024)
  .refine((path) => !path.split('/').includes('..'), 'must stay within the repository: .. is not allowed');

/** A deadline or an interval: a second at least, so that nothing spins. */
const span = duration.refine((text) => !/^\d+[smhd]$/.test(text) || durationMs(text) >= 1000, 'must be at least 1s');

/** The environment that a fleet's stores run in: everything in which local and production differ. */
export const environmentSchema = z.strictObject({
  domain: hostName.describe('Stores answer on <name>.<domain>'),
  ingress: z
    .strictObject({
      className: objectName.default('traefik').describe('IngressClass of every Ingress'),
      namespace: namespaceName
        .default('traefik')
        .describe("Namespace of the ingress controller's pods, for network policies"),
      podLabels: labelMap
        .default({ 'app.kubernetes.io/name': 'traefik' })
        .describe("Labels of the ingress controller's pods, for network policies"),
      annotations: annotationMap.default({}).describe('Put on every Ingress'),
    })
    .prefault({})
    .describe('The ingress controller that the cluster has'),
  storageClassName: objectName
    .optional()
    .describe("StorageClass of every volume; default: the cluster's default class"),
  tls: z
    .strictObject({
      mode: z
        .enum(['none', 'selfSigned', 'issuer'])
        .default('none')
        .describe(
          'none: plain HTTP; selfSigned: certificates that browsers warn about; issuer: a ClusterIssuer of cert-manager',
        ),
      issuer: objectName
        .optional()
        .describe('Name of the cert-manager ClusterIssuer (mode issuer; mode selfSigned: default urumi-selfsigned)'),
    })
    .refine((tls) => tls.mode !== 'issuer' || tls.issuer !== undefined, {
      message: 'is missing: mode issuer needs the name of a cert-manager ClusterIssuer',
      path: ['issuer'],
    })
    .prefault({})
    .describe('Where certificates come from'),
  images: z
    .strictObject({
      registry: imagePath.default('ghcr.io/urumi-dev').describe("Registry and path of Urumi's own images"),
      upstream: imagePath
        .default(officialImages)
        .describe(
          'Registry and path of upstream images: mariadb, postgres, redis; from the default they are pinned by digest, from elsewhere by version',
        ),
      pullPolicy: z
        .enum(['IfNotPresent', 'Always', 'Never'])
        .default('IfNotPresent')
        .describe('imagePullPolicy of every container'),
    })
    .prefault({})
    .describe('Where images come from'),
  replicas: z
    .number()
    .int()
    .min(1)
    .max(3)
    .default(1)
    .describe(
      'Pods of each part of a store that can have several at least, on different nodes where there are some: server and storefront of MedusaJS',
    ),
});

const countOrPercentage = 'must be a whole number or a percentage such as 10%';

export const limitsSchema = z.strictObject({
  stores: z.number().int().min(1).max(100_000).default(1000).describe('Stores in the fleet'),
  storesPerOwner: z.number().int().min(1).max(100_000).default(100).describe('Stores with the same owner'),
  closuresPerRevision: z
    .union(
      [
        z.number().int().min(0),
        z
          .string()
          .regex(/^(100|[1-9]?[0-9])%$/, countOrPercentage)
          .max(4),
      ],
      countOrPercentage,
    )
    .default('10%')
    .describe('More closings in one revision wait for approval; a percentage means at least 3'),
});

/** Deadlines of the stages of a first provisioning or a change. */
export const deadlinesSchema = z.strictObject({
  database: span.default('90s').describe('Until the database answers'),
  setup: span.default('180s').describe('Until the shop is installed'),
  application: span.default('180s').describe('Until the shop answers'),
  validation: span.default('180s').describe('Until a test order has gone through'),
  total: span.default('5m').describe('For everything together'),
});

export const fleetSpecSchema = z.strictObject({
  source: z
    .strictObject({
      url: z
        .string()
        .regex(/^https?:\/\/[^\s@]+$/, 'must be an http(s) URL without credentials')
        .max(2048)
        .describe('HTTP(S) URL of the repository; credentials go into a Secret, see secretRef'),
      branch: z
        .string()
        .regex(/^[A-Za-z0-9_][A-Za-z0-9._/-]*$/, 'must be the name of a branch such as main')
        .max(255)
        .default('main')
        .describe('The branch that the cluster follows'),
      path: folderPath.default('stores').describe('Folder of the store files in the repository'),
      interval: span.default('30s').describe('How often the repository is asked when no webhook tells'),
      secretRef: z
        .strictObject({ name: objectName.describe('In the namespace of the Fleet') })
        .optional()
        .describe('Secret with keys username and password, or token, or githubAppID and githubAppPrivateKey'),
    })
    .describe('The stores repo'),
  environment: environmentSchema.describe('What the stores run in'),
  limits: limitsSchema.prefault({}).describe('How much the fleet may hold, and how much one revision may close'),
  deadlines: deadlinesSchema.prefault({}).describe('How long each stage of opening or changing a store may take'),
  retention: retention.default('7d').describe("How long a closed store's data is kept, unless its file says otherwise"),
  versions: z
    .strictObject({
      woocommerce: engineVersion.optional().describe('Version of WooCommerce'),
      medusa: engineVersion.optional().describe('Version of Medusa'),
    })
    .prefault({})
    .describe('Default engine versions'),
  suspended: z.boolean().default(false).describe('Stop following the repository'),
});

export const fleetFileSchema = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Fleet'),
  metadata: z.strictObject({
    name: storeName,
    namespace: namespaceName.optional().describe('Default: urumi-system'),
    labels: labelMap.optional(),
    annotations: annotationMap.optional(),
  }),
  spec: fleetSpecSchema,
});

/** A file that is not applied, and why. */
export const invalidFileSchema = z.object({ file: z.string(), blob: z.string(), messages: z.array(z.string()) });

const approvalWays = ['trailer', 'command'] as const;
export type ApprovalWay = (typeof approvalWays)[number];

export const fleetStatusSchema = z.object({
  observedGeneration: z.number().int().optional(),
  conditions: z.array(conditionSchema).default([]),
  /** Revision of the branch's head when it was last read. */
  head: z.string().optional(),
  /** Revision whose valid files are all applied. */
  applied: z.string().optional(),
  appliedAt: timestamp.optional(),
  stores: z.number().int().default(0),
  phases: z.partialRecord(z.enum(phases), z.number().int()).default({}),
  invalid: z.array(invalidFileSchema).max(100).default([]),
  invalidCount: z.number().int().default(0),
  pendingApproval: z
    .object({
      revision: z.string(),
      closures: z.number().int(),
      stores: z.array(z.string()).max(100),
      reason: z.string(),
      /** The guard that refused, in one word: ClosuresHeld, UnrelatedTree. */
      guard: z.string().optional(),
      /** What an approval has to name: `closures`, and those that the same revision closed before. */
      count: z.number().int().optional(),
    })
    .optional(),
  /** The guard that lets the revision close nothing, whether or not an approval could lift it; absent when it may close what it would. */
  refusal: z.object({ revision: z.string(), guard: z.string(), message: z.string() }).optional(),
  /** The last approval that let a revision close stores that a guard had kept. */
  approval: z
    .object({
      revision: z.string(),
      closures: z.number().int(),
      guard: z.string(),
      /** In the head commit's message, or by `urumi approve`. */
      by: z.enum(approvalWays),
      at: timestamp,
    })
    .optional(),
});

export type Environment = z.output<typeof environmentSchema>;
export type FleetSpec = z.output<typeof fleetSpecSchema>;
export type FleetStatus = z.output<typeof fleetStatusSchema>;
export type InvalidFile = z.output<typeof invalidFileSchema>;
