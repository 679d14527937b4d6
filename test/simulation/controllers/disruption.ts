import { at } from '../model/tree.ts';
import type { Write } from '../model/object-store.ts';
import { keyOf, partsOf, subjectOf, type ClusterContext, type ModelController } from './model-controller.ts';

/** Computes PodDisruptionBudgets: all that anybody waits for is that it has. */
export class DisruptionController implements ModelController {
  readonly #context: ClusterContext;

  constructor(context: ClusterContext) {
    this.#context = context;
  }

  concerns(write: Write): Iterable<string> {
    const budget = subjectOf(write);
    return budget.kind === 'PodDisruptionBudget' ? [keyOf(budget)] : [];
  }

  reconcile(key: string): number | undefined {
    const budget = this.#context.server.objects.find('PodDisruptionBudget.policy', ...partsOf(key));
    const observedGeneration = budget?.metadata.generation;
    if (budget === undefined || at(budget, 'status', 'observedGeneration') === observedGeneration) return undefined;
    this.#context.server.write(budget, { ...budget, status: { observedGeneration } });
    return undefined;
  }
}
