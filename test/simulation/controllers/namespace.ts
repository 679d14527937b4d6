import { kindInfo } from '../../../cluster/kinds.ts';
import type { Write } from '../model/object-store.ts';
import { subjectOf, type ClusterContext, type ModelController } from './model-controller.ts';

/** Empties namespaces that are being deleted, and removes them when nothing is left in them. */
export class NamespaceController implements ModelController {
  readonly #context: ClusterContext;

  constructor(context: ClusterContext) {
    this.#context = context;
  }

  concerns(write: Write): Iterable<string> {
    const { kind, metadata } = subjectOf(write);
    return kind === 'Namespace' && metadata.deletionTimestamp !== undefined ? [metadata.name] : [];
  }

  reconcile(name: string): number | undefined {
    const { server, trouble } = this.#context;
    const namespace = server.objects.find('Namespace', '', name);
    if (namespace?.metadata.deletionTimestamp === undefined) return undefined;
    for (const object of server.objects.all(name)) {
      if (object.metadata.deletionTimestamp === undefined) server.delete(object, { propagation: 'Background' });
    }
    if (!server.objects.all(name).next().done) return trouble.between(500, 5_000);
    server.objects.remove(kindInfo('Namespace'), namespace);
    return undefined;
  }
}
