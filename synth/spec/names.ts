/** Names that the whole project agrees on: the API group, labels and annotations. */

export const apiGroup = 'urumi.dev';
export const apiVersion = 'urumi.dev/v1alpha1';

/** Field manager of every server-side apply that Urumi sends. */
export const fieldManager = 'urumi';

export const labels = {
  /** On every object that Urumi applies, and on the pods of its workloads; the value is `urumi`. */
  managedBy: 'app.kubernetes.io/managed-by',
  /** The engine: `woocommerce` or `medusa`. */
  name: 'app.kubernetes.io/name',
  /** The part an object plays in its store: `web`, `db`, `setup`, `cron`, `validate`, `isolation`. */
  component: 'app.kubernetes.io/component',
  /** Always `store`. */
  partOf: 'app.kubernetes.io/part-of',
  /** The store's name: the owner label. Prune never touches an object without it. */
  store: 'urumi.dev/store',
  /** On Store objects: the Fleet that they came from. */
  fleet: 'urumi.dev/fleet',
} as const;

export const managedByUrumi = 'urumi';

export const annotations = {
  /** On Store objects and stores' namespaces: path of the store's file in the stores repo. */
  file: 'urumi.dev/file',
  /** On stores' namespaces: the branch that the file is on. */
  branch: 'urumi.dev/branch',
  /** On stores' namespaces: registries and paths that images of pods may come from, with commas between. */
  registries: 'urumi.dev/registries',
  /** On stores' namespaces and Store objects: why a person takes over from Git for a while (docs/admission.md). */
  breakGlass: 'urumi.dev/break-glass',
  /** On Store objects: Git blob id of the file that was applied. */
  blob: 'urumi.dev/blob',
  /** On Store objects: the revision in which that blob was first seen. */
  revision: 'urumi.dev/revision',
  /** On Store objects: digest of the spec that the file came to. Another one tells that somebody changed the spec by hand. */
  spec: 'urumi.dev/spec-digest',
  /** On Store objects: why the file at head is not applied (invalid, clashing); absent when it is. */
  held: 'urumi.dev/held',
  /** On Store objects that somebody deletes by hand: their file is there, so the object may go, to be made anew. */
  release: 'urumi.dev/release',
  /** On Fleet objects: changing the value asks for a fetch now (`urumi reconcile`). */
  reconcileAt: 'urumi.dev/reconcile-at',
  /** On Fleet objects: `<revision>=<count>`, the closings that a person approves of one revision (`urumi approve`). */
  approvedClosures: 'urumi.dev/approved-closures',
  /** On Store objects: `spec.closure.at` of the closing whose data goes at once (`urumi purge`). Another closing is not meant. */
  purgeNow: 'urumi.dev/purge-now',
} as const;

/** The finalizer on Store objects: the object goes when the purge is complete. */
export const storeFinalizer = 'urumi.dev/purge';

/** The namespace of Store and Fleet objects unless configured otherwise. */
export const systemNamespace = 'urumi-system';
/** The Lease of the controller that leads, in that namespace. */
export const controllerLease = 'urumi-controller';

/**
 * The namespace that holds a store's objects.
 *
 * @param store the store's name, at most 40 characters
 */
export function namespaceOf(store: string): string {
  return `store-${store}`;
}
