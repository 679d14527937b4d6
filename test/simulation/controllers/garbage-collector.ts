import type { KubeObject, ObjectMeta } from '../../../cluster/object.ts';
import { foregroundDeletion } from '../model/deletion.ts';
import type { Write } from '../model/object-store.ts';
import { subjectOf, type ClusterContext, type ModelController } from './model-controller.ts';

type Owner = NonNullable<ObjectMeta['ownerReferences']>[number] & { readonly blockOwnerDeletion?: boolean };

/** Deletes what belonged to objects that are gone, and lets those go that wait for what they own. Keys: namespace and uid of an owner. */
export class GarbageCollector implements ModelController {
  readonly #context: ClusterContext;

  constructor(context: ClusterContext) {
    this.#context = context;
  }

  concerns(write: Write): Iterable<string> {
    const { metadata } = subjectOf(write);
    const { namespace = '', uid = '' } = metadata;
    const isGoing = write.after === undefined || metadata.finalizers?.includes(foregroundDeletion) === true;
    const owners = isChange(write) ? ownersOf(metadata).map((owner) => owner.uid) : [];
    return [...owners, ...(isGoing ? [uid] : [])].map((uid) => `${namespace}/${uid}`);
  }

  reconcile(key: string): number | undefined {
    const [namespace = '', uid = ''] = key.split('/');
    const { server } = this.#context;
    const dependents: KubeObject[] = [];
    let owner: KubeObject | undefined;
    for (const object of server.objects.all(namespace)) {
      if (object.metadata.uid === uid) owner = object;
      if (ownersOf(object.metadata).some((owner) => owner.uid === uid)) dependents.push(object);
    }
    if (owner === undefined) for (const object of dependents) server.delete(object, { propagation: 'Background' });
    else if (owner.metadata.finalizers?.includes(foregroundDeletion) === true) this.#goOn(owner, dependents);
    return undefined;
  }

  #goOn(owner: KubeObject, dependents: readonly KubeObject[]): void {
    const { server } = this.#context;
    const uid = owner.metadata.uid;
    const blocking = dependents.filter(({ metadata }) =>
      ownersOf(metadata).some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true),
    );
    if (blocking.length > 0) {
      for (const object of blocking) {
        if (object.metadata.deletionTimestamp === undefined) server.delete(object, { propagation: 'Foreground' });
      }
      return;
    }
    const finalizers = (owner.metadata.finalizers ?? []).filter((name) => name !== foregroundDeletion);
    server.write(owner, { ...owner, metadata: { ...owner.metadata, finalizers } });
  }
}

/** A dependent came or went: its owner may have gone before, or may go now. */
function isChange({ before, after }: Write): boolean {
  return before === undefined || after === undefined;
}

function ownersOf({ ownerReferences = [] }: Pick<ObjectMeta, 'ownerReferences'>): Owner[] {
  return ownerReferences;
}
