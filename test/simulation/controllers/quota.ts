import { isSame } from '../../../cluster/is-same.ts';
import { at, type Tree } from '../model/tree.ts';
import type { Write } from '../model/object-store.ts';
import { keyOf, partsOf, subjectOf, type ClusterContext, type ModelController } from './model-controller.ts';

/** Puts quotas into force by counting them: until then the API server refuses what they would count. */
export class QuotaController implements ModelController {
  readonly #context: ClusterContext;

  constructor(context: ClusterContext) {
    this.#context = context;
  }

  concerns(write: Write): Iterable<string> {
    const quota = subjectOf(write);
    return quota.kind === 'ResourceQuota' ? [keyOf(quota)] : [];
  }

  reconcile(key: string): number | undefined {
    const { objects } = this.#context.server;
    const quota = objects.find('ResourceQuota', ...partsOf(key));
    const hard = at(quota, 'spec', 'hard');
    if (quota === undefined || isSame(hard, at(quota, 'status', 'hard'))) return undefined;
    this.#context.server.write(quota, { ...quota, status: { ...(quota['status'] as Tree), hard } });
    return undefined;
  }
}
