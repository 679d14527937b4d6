import { z } from 'zod';
import { apiVersion } from './names.ts';
import { duration, hostName, storeName, timestamp } from './scalars.ts';
import { conditionSchema } from './status.ts';
import { phases } from './store.ts';

const labelMap = z.record(z.string(), z.string());

/** The environment that a fleet's stores run in: everything in which local and production differ. */
export const environmentSchema = z.strictObject({
  domain: hostName.describe('Stores answer on <name>.<domain>'),
  ingress: z
    .strictObject({
      className: z.string().max(63).default('traefik'),
      namespace: z.string().max(63).default('traefik').describe("Namespace of the ingress controller's pods, for network policies"),
      podLabels: labelMap.default({ 'app.kubernetes.io/name': 'traefik' }),
      annotations: labelMap.default({}).describe('Put on every Ingress'),
    })
    .prefault({}),
  storageClassName: z.string().max(253).optional().describe("Default: the cluster's default class"),
  tls: z
    .strictObject({
      mode: z.enum(['none', 'selfSigned', 'issuer']).default('none'),
      issuer: z.string().max(253).optional().describe('Name of the cert-manager ClusterIssuer (mode issuer; mode selfSigned: default urumi-selfsigned)'),
    })
    .prefault({}),
  images: z
    .strictObject({
      registry: z.string().max(253).default('ghcr.io/urumi-dev').describe("Registry and path of Urumi's own images"),
      upstream: z.string().max(253).default('docker.io/library').describe('Registry and path of upstream images: mariadb'),
      pullPolicy: z.enum(['IfNotPresent', 'Always', 'Never']).default('IfNotPresent'),
    })
    .prefault({}),
});

export const limitsSchema = z.strictObject({
  stores: z.number().int().min(1).max(100_000).default(1000),
  storesPerOwner: z.number().int().min(1).max(100_000).default(100),
  closuresPerRevision: z.union([z.number().int().min(0), z.string().regex(/^(100|[1-9]?[0-9])%$/)]).default('10%').describe('More closings in one revision wait for approval; a percentage means at least 3'),
});

/** Deadlines of the stages of a first provisioning or a change. */
export const deadlinesSchema = z.strictObject({
  database: duration.default('90s'),
  setup: duration.default('180s'),
  application: duration.default('180s'),
  validation: duration.default('180s'),
  total: duration.default('5m'),
});

export const fleetSpecSchema = z.strictObject({
  source: z.strictObject({
    url: z.string().max(2048).regex(/^https?:\/\/[^\s@]+$/, 'must be an http(s) URL without credentials'),
    branch: z.string().min(1).max(255).default('main'),
    path: z.string().max(1024).default('stores').describe('Folder of the store files in the repository'),
    interval: duration.default('30s').describe('How often the repository is asked when no webhook tells'),
    secretRef: z.strictObject({ name: z.string().max(253) }).optional().describe('Secret with keys username and password, or token'),
  }),
  environment: environmentSchema,
  limits: limitsSchema.prefault({}),
  deadlines: deadlinesSchema.prefault({}),
  retention: duration.default('7d'),
  versions: z.strictObject({ woocommerce: z.string().max(40).optional(), medusa: z.string().max(40).optional() }).prefault({}).describe('Default engine versions'),
  suspended: z.boolean().default(false).describe('Stop following the repository'),
});

export const fleetFileSchema = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Fleet'),
  metadata: z.strictObject({ name: storeName, namespace: z.string().optional(), labels: labelMap.optional(), annotations: labelMap.optional() }),
  spec: fleetSpecSchema,
});

/** A file that is not applied, and why. */
export const invalidFileSchema = z.object({ file: z.string(), blob: z.string(), messages: z.array(z.string()) });

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
  pendingApproval: z.object({ revision: z.string(), closures: z.number().int(), stores: z.array(z.string()).max(100), reason: z.string() }).optional(),
});

export type Environment = z.output<typeof environmentSchema>;
export type FleetSpec = z.output<typeof fleetSpecSchema>;
export type FleetStatus = z.output<typeof fleetStatusSchema>;
export type InvalidFile = z.output<typeof invalidFileSchema>;
