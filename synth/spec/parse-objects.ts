import { z } from 'zod';
import { fleetSpecSchema, fleetStatusSchema } from './fleet.ts';
import { storeSpecSchema, storeStatusSchema } from './store.ts';
import type { FleetObject, StoreObject } from './objects.ts';

const meta = z.object({
  name: z.string(),
  namespace: z.string(),
  uid: z.string(),
  resourceVersion: z.string(),
  generation: z.number().int(),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
  finalizers: z.array(z.string()).default([]),
  creationTimestamp: z.string().optional(),
  deletionTimestamp: z.string().optional(),
});

const store = z.object({ metadata: meta, spec: storeSpecSchema, status: storeStatusSchema.prefault({}) });
const fleet = z.object({ metadata: meta, spec: fleetSpecSchema, status: fleetStatusSchema.prefault({}) });

/** As the API server sends it. */
interface RawObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

function parse<T>(schema: z.ZodType<T>, object: RawObject): T {
  const result = schema.safeParse(object);
  if (result.success) return result.data;
  const { kind, metadata } = object;
  throw new Error(
    `${kind} ${metadata.namespace ?? ''}/${metadata.name} does not fit this Urumi: ${z.prettifyError(result.error).replaceAll('\n', ' ')}`,
  );
}

/**
 * A Store object as the loops see it, defaults filled in.
 *
 * @throws Error when a field is unknown to this Urumi or has a value that it does not know
 */
export function parseStoreObject(object: RawObject): StoreObject {
  return parse(store as z.ZodType<StoreObject>, object);
}

/**
 * A Fleet object as the loops see it, defaults filled in.
 *
 * @throws Error when a field is unknown to this Urumi or has a value that it does not know
 */
export function parseFleetObject(object: RawObject): FleetObject {
  return parse(fleet as z.ZodType<FleetObject>, object);
}
