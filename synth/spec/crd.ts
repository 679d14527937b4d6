import type { z } from 'zod';
import type { KubernetesObject } from '../synthesis.ts';
import { currencyCodes } from './codes.ts';
import { addRules, fieldOf, fleetRules, storeRules } from './crd-rules.ts';
import { fleetSpecSchema, fleetStatusSchema } from './fleet.ts';
import { mostVolumes } from './volume-claims.ts';
import { apiGroup } from './names.ts';
import { storeSpecSchema, storeStatusSchema } from './store.ts';
import { structuralSchema } from './structural-schema.ts';
import type { StructuralSchema } from './structural-schema.ts';

interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  readonly jsonPath: string;
  readonly description?: string;
}

const age: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

/** The CustomResourceDefinition of `Store`. */
export function storeCrd(): KubernetesObject {
  const schema = rootSchema(
    'A shop: one file in the stores repo, one namespace in the cluster.',
    storeSpecSchema,
    storeStatusSchema,
  );
  addRules(schema, storeRules);
  fieldOf(schema, 'spec.currency').enum = [...currencyCodes];
  fieldOf(schema, 'spec.rotate')['maxProperties'] = 20;
  // Rules look through them, and the API server wants to know beforehand what that costs.
  fieldOf(schema, 'status.volumes')['maxItems'] = mostVolumes;
  fieldOf(schema, 'status.volumes[].claim')['maxLength'] = 253;
  fieldOf(schema, 'status.volumes[].size')['maxLength'] = 32;
  // Applied as a whole: otherwise a field that somebody added, and no file has, would survive every apply.
  fieldOf(schema, 'spec')['x-kubernetes-map-type'] = 'atomic';
  return definition({ kind: 'Store', plural: 'stores' }, schema, [
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Engine', type: 'string', jsonPath: '.spec.engine' },
    { name: 'Plan', type: 'string', jsonPath: '.spec.plan', description: 'Empty: small' },
    { name: 'URL', type: 'string', jsonPath: '.status.url' },
    { name: 'Owner', type: 'string', jsonPath: '.spec.owner' },
    age,
  ]);
}

/** The CustomResourceDefinition of `Fleet`. */
export function fleetCrd(): KubernetesObject {
  const schema = rootSchema(
    'A stores repo together with the environment that its stores run in.',
    fleetSpecSchema,
    fleetStatusSchema,
  );
  addRules(schema, fleetRules);
  return definition({ kind: 'Fleet', plural: 'fleets' }, schema, [
    { name: 'Head', type: 'string', jsonPath: '.status.head', description: "Revision of the branch's head" },
    {
      name: 'Applied',
      type: 'string',
      jsonPath: '.status.applied',
      description: 'Revision whose valid files are all applied',
    },
    { name: 'Stores', type: 'integer', jsonPath: '.status.stores' },
    { name: 'Invalid', type: 'integer', jsonPath: '.status.invalidCount' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    age,
  ]);
}

function rootSchema(description: string, spec: z.ZodType, status: z.ZodType): StructuralSchema {
  const schema: StructuralSchema = {
    type: 'object',
    description,
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec: structuralSchema(spec),
      status: structuralSchema(status),
    },
  };
  Object.assign(fieldOf(schema, 'status.conditions'), {
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['type'],
  });
  return schema;
}

function definition(
  { kind, plural }: { kind: string; plural: string },
  schema: StructuralSchema,
  columns: readonly PrinterColumn[],
): KubernetesObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${apiGroup}` },
    spec: {
      group: apiGroup,
      scope: 'Namespaced',
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase(), categories: ['urumi'] },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: schema },
          subresources: { status: {} },
          additionalPrinterColumns: columns,
        },
      ],
    },
  };
}
