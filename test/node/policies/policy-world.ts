import { z } from 'zod';

const labels = z.record(z.string(), z.string()).default({});
const selectorSchema = z.looseObject({
  matchLabels: labels.optional(),
  matchExpressions: z
    .array(
      z.looseObject({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).default([]),
      }),
    )
    .optional(),
});
const peerSchema = z.looseObject({
  podSelector: selectorSchema.optional(),
  namespaceSelector: selectorSchema.optional(),
  ipBlock: z.looseObject({ cidr: z.string(), except: z.array(z.string()).default([]) }).optional(),
});
const portSchema = z.looseObject({
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP'),
  port: z.union([z.number().int(), z.string()]).optional(),
  endPort: z.number().int().optional(),
});
const ports = z.array(portSchema).optional();
const ruleSchema = z.looseObject({ from: z.array(peerSchema).optional(), to: z.array(peerSchema).optional(), ports });

/** What a rule set depends on, of a Pod. */
export const podSchema = z.looseObject({
  metadata: z.looseObject({ namespace: z.string(), labels }),
  spec: z.looseObject({
    hostNetwork: z.boolean().default(false),
    containers: z.array(
      z.looseObject({
        ports: z.array(z.looseObject({ name: z.string().optional(), containerPort: z.number() })).default([]),
      }),
    ),
  }),
  status: z.looseObject({ podIP: z.ipv4().optional(), phase: z.string().optional() }).default({}),
});

/** What a rule set depends on, of a Namespace. */
export const namespaceSchema = z.looseObject({ metadata: z.looseObject({ name: z.string(), labels }) });

/** A NetworkPolicy. */
export const policySchema = z.looseObject({
  metadata: z.looseObject({ namespace: z.string() }),
  spec: z.looseObject({
    podSelector: selectorSchema.default({}),
    policyTypes: z.array(z.enum(['Ingress', 'Egress'])).optional(),
    ingress: z.array(ruleSchema).optional(),
    egress: z.array(ruleSchema).optional(),
  }),
});

export type Selector = z.infer<typeof selectorSchema>;
export type Peer = z.infer<typeof peerSchema>;
export type Port = z.infer<typeof portSchema>;
export type Rule = z.infer<typeof ruleSchema>;
export type Pod = z.infer<typeof podSchema>;
export type Policy = z.infer<typeof policySchema>;

/** All that a rule set is made from. */
export interface PolicyWorld {
  readonly pods: readonly Pod[];
  readonly namespaces: readonly z.infer<typeof namespaceSchema>[];
  readonly policies: readonly Policy[];
}
