import type { KubeObject } from '../cluster/object.ts';
import { annotations, apiVersion, labels, managedByUrumi, storeFinalizer } from '../synth/spec/names.ts';
import type { Closure } from '../synth/spec/store.ts';
import type { ParsedStoreFile } from '../synth/spec/parse-store-file.ts';
import { specDigest } from './spec-digest.ts';

/** Where Store objects live, and whose they are. */
export interface FleetId {
  readonly name: string;
  readonly namespace: string;
}

/** A store file that is applied. */
export interface AppliedFile {
  readonly name: string;
  readonly path: string;
  /** Git's id of its content. */
  readonly blob: string;
  /** The revision that first held this blob. */
  readonly revision: string;
  readonly file: ParsedStoreFile;
}

/**
 * The Store object of a file. Its spec is the file's with every default filled in: a default that changes in a later Urumi then changes no
 * store that runs.
 */
export function storeManifest(fleet: FleetId, { name, path, blob, revision, file }: AppliedFile): KubeObject {
  const { metadata, spec } = file.store;
  return {
    apiVersion,
    kind: 'Store',
    metadata: {
      name,
      namespace: fleet.namespace,
      labels: { ...metadata.labels, [labels.managedBy]: managedByUrumi, [labels.fleet]: fleet.name },
      annotations: {
        ...metadata.annotations,
        [annotations.file]: path,
        [annotations.blob]: blob,
        [annotations.revision]: revision,
        [annotations.spec]: specDigest(spec),
      },
      finalizers: [storeFinalizer],
    },
    spec,
  };
}

/**
 * The Store object of a store whose file is gone: as it is, with its closing. It is applied whole, by the same manager as the file's,
 * so that the next apply of a file drops the closing again.
 *
 * @param live as the API server has it; its uid and resourceVersion go along, so that a change meanwhile refuses the closing
 */
export function closedManifest(live: KubeObject, closure: Closure): KubeObject {
  const { name, namespace, uid, resourceVersion, labels: own, annotations: notes = {}, finalizers } = live.metadata;
  const kept = Object.fromEntries(Object.entries(notes).filter(([key]) => key !== annotations.held));
  const metadata = {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(uid !== undefined && { uid }),
    ...(resourceVersion !== undefined && { resourceVersion }),
    ...(own !== undefined && { labels: own }),
    ...(finalizers !== undefined && { finalizers }),
    annotations: { ...kept, [annotations.revision]: closure.revision },
  };
  return { apiVersion, kind: 'Store', metadata, spec: { ...(live['spec'] as object), closure } };
}
