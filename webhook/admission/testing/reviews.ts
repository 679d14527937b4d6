import { apiVersion, labels } from '../../../synth/spec/names.ts';
import { fleetSpecSchema } from '../../../synth/spec/fleet.ts';
import { ClusterClaims } from '../cluster-claims.ts';
import { fleetOf, type LiveStore } from '../live-objects.ts';

export const controller = 'system:serviceaccount:urumi-system:urumi-controller';
export const person = 'someone@example.com';
export const uid = '705ab4f5-6393-11e8-b7cc-42010a800002';

/** What a test says of an object; the rest is as the API server would send it. */
export interface ReviewExample {
  readonly kind?: 'Store' | 'Fleet';
  readonly name?: string;
  /** Of a Store: the fleet that it belongs to; null: no label. */
  readonly fleet?: string | null;
  readonly spec?: Readonly<Record<string, unknown>>;
  /** The spec that is replaced; absent: the object is new. */
  readonly oldSpec?: Readonly<Record<string, unknown>>;
  /** The status of the Store that is replaced. */
  readonly oldStatus?: object;
  /** The fleet that it belonged to. */
  readonly oldFleet?: string;
  readonly by?: string;
  /** Merged into the request. */
  readonly request?: Readonly<Record<string, unknown>>;
  /** Merged into the object's metadata. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** An AdmissionReview as the API server sends it. */
export function reviewOf(example: ReviewExample = {}) {
  const { kind = 'Store', name = 'demo', fleet = 'shops', oldFleet = fleet, by = person } = example;
  const object = (spec: unknown, of: string | null) => ({
    apiVersion,
    kind,
    metadata: {
      name,
      namespace: 'urumi-system',
      uid: 'b27d4a0c',
      ...(kind === 'Store' && of !== null && { labels: { [labels.fleet]: of } }),
      ...example.metadata,
    },
    spec,
  });
  const usual = kind === 'Store' ? { engine: 'woocommerce' } : fleetExample();
  const { oldSpec } = example;
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid,
      kind: { group: 'urumi.dev', version: 'v1alpha1', kind },
      resource: { group: 'urumi.dev', version: 'v1alpha1', resource: kind === 'Store' ? 'stores' : 'fleets' },
      name,
      namespace: 'urumi-system',
      operation: oldSpec === undefined ? 'CREATE' : 'UPDATE',
      userInfo: { username: by, groups: ['system:authenticated'] },
      object: object({ ...usual, ...example.spec }, fleet),
      oldObject:
        oldSpec === undefined ? null : { ...object({ ...usual, ...oldSpec }, oldFleet), status: example.oldStatus },
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
      ...example.request,
    },
  };
}

/** The least that a fleet says. */
export function fleetExample(domain = 'shops.example'): Record<string, unknown> {
  return { source: { url: `https://git.example/${domain}.git` }, environment: { domain } };
}

/** What a cluster claims: fleets by name with fields of their specs, stores by name. */
export function claimsOf(
  fleets: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  stores: Readonly<Record<string, Partial<LiveStore>>> = {},
): ClusterClaims {
  const claims = new ClusterClaims();
  for (const [name, spec] of Object.entries(fleets))
    claims.setFleet(fleetOf(name, fleetSpecSchema.parse({ ...fleetExample(`${name}.example`), ...spec })));
  for (const [name, store] of Object.entries(stores))
    claims.setStore({ name, fleet: 'shops', hosts: [], isClosed: false, ...store });
  return claims;
}
