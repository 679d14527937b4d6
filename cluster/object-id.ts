/** The parts of an object's id. */
export interface ObjectIdParts {
  readonly kind: string;
  /** Empty for the core group. */
  readonly group: string;
  /** Empty for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
}

/** As much of an object as its id needs. */
export interface Identified {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/**
 * Names an object in one string, the same for every version of its API: `Kind.group/namespace/name`.
 *
 * The core group is left out (`ConfigMap/store-x/web`), a cluster-scoped object has an empty namespace (`Namespace//store-x`).
 */
export function objectId(object: Identified): string {
  const group = groupOf(object.apiVersion);
  return joinObjectId({
    kind: object.kind,
    group,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
  });
}

/** The id of the object that has these parts. */
export function joinObjectId({ kind, group, namespace, name }: ObjectIdParts): string {
  return group === '' ? `${kind}/${namespace}/${name}` : `${kind}.${group}/${namespace}/${name}`;
}

/**
 * Takes an id apart. Object names never hold a slash (Kubernetes: path segment names), so the parts are unambiguous.
 *
 * @throws TypeError when the text is not an id
 */
export function parseObjectId(id: string): ObjectIdParts {
  const [type, namespace, name, ...rest] = id.split('/');
  if (!type || namespace === undefined || !name || rest.length > 0) {
    throw new TypeError(
      `Not an object id: "${id}". Expected Kind.group/namespace/name, such as Deployment.apps/store-x/web.`,
    );
  }
  const dot = type.indexOf('.');
  return dot < 0
    ? { kind: type, group: '', namespace, name }
    : { kind: type.slice(0, dot), group: type.slice(dot + 1), namespace, name };
}

/** The API group of an apiVersion: `apps` of `apps/v1`, empty for `v1`. */
function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
