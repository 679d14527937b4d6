import { App, ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { StoreContext } from './engines/engine.ts';
import { labels } from './spec/names.ts';
import { type StageName, stageNames } from './spec/status.ts';
import { objectLabels } from './store-labels.ts';
import type { KubernetesObject } from './synthesis.ts';
import { tidyObject } from './tidy-object.ts';

type Amendment = (object: KubernetesObject) => void;
interface Metadata {
  name: string;
  labels: Record<string, string>;
}

/**
 * The chart of one store, in an App of its own: with several charts in one App, rendering each renders all of them (1,000 stores: 79 s instead of 2 s).
 * Constructs go below the scope of their stage.
 */
export class StoreChart extends Chart {
  readonly store: StoreContext;
  readonly #scopes: Readonly<Record<StageName, Construct>>;
  readonly #amendments = new Map<string, Amendment[]>();

  constructor(store: StoreContext) {
    super(new App(), store.name, {
      namespace: store.namespace,
      disableResourceNameHashes: true,
    });
    this.store = store;
    this.#scopes = Object.fromEntries(stageNames.map((name) => [name, new Construct(this, name)])) as Record<
      StageName,
      Construct
    >;
  }

  /** The scope for the constructs of a stage. */
  stage(name: StageName): Construct {
    return this.#scopes[name];
  }

  /** Name and component label of an object; the labels that all objects share are added after rendering. */
  metadata(name: string, component: string): Metadata {
    return { name, labels: { [labels.component]: component } };
  }

  /**
   * Changes the rendered object of a construct: for what its L2 class cannot say.
   *
   * @param construct an L2 construct
   * @param amendment changes the object in place
   */
  amend(construct: Construct, amendment: Amendment): void {
    const key = keyOf(ApiObject.of(construct));
    this.#amendments.set(key, [...(this.#amendments.get(key) ?? []), amendment]);
  }

  /** Renders the chart: every stage's objects, tidied and amended. */
  render(): Record<StageName, KubernetesObject[]> {
    const common = objectLabels(this.store.name, this.store.spec.engine);
    const stageOf = this.#stagesByKey();
    const stages = Object.fromEntries(stageNames.map((name) => [name, [] as KubernetesObject[]])) as Record<
      StageName,
      KubernetesObject[]
    >;
    for (const object of this.toJson() as KubernetesObject[]) {
      const key = `${object.kind}/${object.metadata.name}`;
      tidyObject(object, common);
      for (const amend of this.#amendments.get(key) ?? []) amend(object);
      const stage = stageOf.get(key);
      if (stage === undefined)
        throw new Error(`${key} of store ${this.store.name} was put outside the stages of its chart`);
      stages[stage].push(object);
    }
    return stages;
  }

  #stagesByKey(): Map<string, StageName> {
    const stageOf = new Map<string, StageName>();
    for (const stage of stageNames) {
      for (const construct of this.#scopes[stage].node.findAll()) {
        if (ApiObject.isApiObject(construct)) stageOf.set(keyOf(construct), stage);
      }
    }
    return stageOf;
  }
}

function keyOf(object: ApiObject): string {
  return `${object.kind}/${object.name}`;
}
