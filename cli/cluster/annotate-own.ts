import type { ApiConnection } from '../../cluster/connection.ts';
import { isApiError } from '../../cluster/errors.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { apiVersion } from '../../synth/spec/names.ts';
import { ownCollection, readOwn, type OwnKind } from './own-objects.ts';

/** The controller writes statuses at most once a second: so often in a row nobody comes between. */
const mostTries = 10;

export interface Annotation {
  readonly kind: OwnKind;
  /** The object as the person saw it. */
  readonly seen: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly resourceVersion: string;
  };
  /** Field manager: another one for each purpose, so that one does not take away the other's. */
  readonly manager: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Looks at the object as it is after somebody has changed it. @throws when the annotation no longer fits */
  readonly recheck: (live: KubeObject) => void;
}

/**
 * Puts annotations on a Store or Fleet, by server-side apply and only on the object that was looked at: not on another of the same name,
 * and after a change only when that is fine.
 *
 * @throws ApiError; what `recheck` throws
 */
export async function annotateOwn(api: ApiConnection, annotation: Annotation): Promise<void> {
  const { kind, seen, manager, annotations, recheck } = annotation;
  const { name, namespace, uid } = seen;
  let { resourceVersion } = seen;
  for (let tries = 1; ; tries++) {
    const metadata = { name, namespace, uid, resourceVersion, annotations };
    try {
      await api.request({
        method: 'PATCH',
        path: `${ownCollection(kind, namespace)}/${encodeURIComponent(name)}`,
        query: { fieldManager: manager, force: true },
        contentType: 'application/apply-patch+yaml',
        body: { apiVersion, kind, metadata },
      });
      return;
    } catch (error) {
      if (!isApiError(error, 'Conflict') || tries === mostTries) throw error;
    }
    const live = await readOwn(api, kind, namespace, name);
    recheck(live);
    resourceVersion = live.metadata.resourceVersion ?? '';
  }
}
