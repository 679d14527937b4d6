import type { KubeObject } from '../../../cluster/object.ts';
import type { Write } from '../model/object-store.ts';
import { isSame } from '../../../cluster/is-same.ts';
import { at, type Tree } from '../model/tree.ts';
import { keyOf, partsOf, subjectOf, type ClusterContext, type ModelController } from './model-controller.ts';
import { claimsOf } from './nodes.ts';
import { hasEnded } from './pods.ts';

const claimProtection = 'kubernetes.io/pvc-protection';
/** A class of volumes that there is none of: nobody makes a volume. */
const missingClass = 'missing';
const volumeProtection = 'kubernetes.io/pv-protection';

/** Makes volumes for claims, keeps those that pods use, and deletes volumes whose claim is gone. Keys: `namespace/claim`, and `/volume`. */
export class VolumeController implements ModelController {
  readonly #context: ClusterContext;

  constructor(context: ClusterContext) {
    this.#context = context;
  }

  concerns(write: Write): Iterable<string> {
    const object = subjectOf(write);
    const namespace = object.metadata.namespace ?? '';
    if (object.kind === 'PersistentVolume') return [`/${object.metadata.name}`];
    if (object.kind === 'Pod') return claimsOf(object).map((claim) => `${namespace}/${claim}`);
    if (object.kind !== 'PersistentVolumeClaim') return [];
    return write.after === undefined ? [`/${volumeName(object)}`] : [keyOf(object)];
  }

  reconcile(key: string): number | undefined {
    const [namespace, name] = partsOf(key);
    const { objects } = this.#context.server;
    if (namespace === '') return this.#reclaim(objects.find('PersistentVolume', '', name));
    const claim = objects.find('PersistentVolumeClaim', namespace, name);
    if (claim === undefined) return undefined;
    if (claim.metadata.deletionTimestamp !== undefined) this.#release(claim);
    else this.#bind(claim);
    return undefined;
  }

  #bind(claim: KubeObject): void {
    if (at(claim, 'spec', 'storageClassName') === missingClass) return;
    const { server } = this.#context;
    const storage = at(claim, 'spec', 'resources', 'requests', 'storage');
    const name = volumeName(claim);
    const volume = server.objects.find('PersistentVolume', '', name) ?? server.create(volumeFor(claim));
    const status = { phase: 'Bound', capacity: { storage } };
    const spec = { ...(claim['spec'] as Tree), volumeName: name };
    if (!isSame(claim['status'], status)) server.write(claim, { ...claim, spec, status });
    if (at(volume, 'status', 'phase') !== 'Bound') server.write(volume, { ...volume, status: { phase: 'Bound' } });
  }

  /** Lets a claim go that no pod uses any more. */
  #release(claim: KubeObject): void {
    const { server } = this.#context;
    const { namespace, name, finalizers = [] } = claim.metadata;
    const pods = server.objects.list('Pod', namespace);
    if (pods.some((pod) => !hasEnded(pod) && claimsOf(pod).includes(name))) return;
    const rest = finalizers.filter((finalizer) => finalizer !== claimProtection);
    server.write(claim, { ...claim, metadata: { ...claim.metadata, finalizers: rest } });
  }

  #reclaim(volume: KubeObject | undefined): number | undefined {
    const { server, trouble } = this.#context;
    if (volume === undefined) return undefined;
    const claim = server.objects.find(
      'PersistentVolumeClaim',
      String(at(volume, 'spec', 'claimRef', 'namespace')),
      String(at(volume, 'spec', 'claimRef', 'name')),
    );
    if (claim?.metadata.uid === at(volume, 'spec', 'claimRef', 'uid')) return undefined;
    if (volume.metadata.deletionTimestamp !== undefined) {
      const rest = (volume.metadata.finalizers ?? []).filter((finalizer) => finalizer !== volumeProtection);
      server.write(volume, { ...volume, metadata: { ...volume.metadata, finalizers: rest } });
    } else if (at(volume, 'status', 'phase') === 'Released') server.delete(volume);
    else {
      server.write(volume, { ...volume, status: { phase: 'Released' } });
      return trouble.between(200, 4_000);
    }
    return undefined;
  }
}

function volumeName({ metadata }: KubeObject): string {
  return `pvc-${metadata.uid}`;
}

function volumeFor(claim: KubeObject): KubeObject {
  const { namespace, name, uid } = claim.metadata;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volumeName(claim) },
    spec: { persistentVolumeReclaimPolicy: 'Delete', claimRef: { namespace, name, uid } },
    status: { phase: 'Pending' },
  };
}
