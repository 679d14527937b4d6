import { App, ApiObject, Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import type { StoreContext } from './engines/engine.ts';
import { type Kind, Manifest } from './manifest.ts';
import { labels } from './spec/names.ts';
import { type StageName, stageNames } from './spec/status.ts';
import { SpecResolver } from './spec-resolver.ts';
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
  readonly #specs: SpecResolver;
  readonly #amendments = new Map<ApiObject, Amendment[]>();

  constructor(store: StoreContext) {
    const specs = new SpecResolver();
    super(new App({ resolvers: [specs] }), store.name, {
      namespace: store.namespace,
      disableResourceNameHashes: true,
    });
    this.store = store;
    this.#specs = specs;
    this.#scopes = Object.fromEntries(stageNames.map((name) => [name, new Construct(this, name)])) as Record<
      StageName,
      Construct
    >;
  }

  /** The scope for the constructs of a stage. */
  stage(name: StageName): Construct {
    return this.#scopes[name];
  }

  /**
   * Adds an object of a kind whose fields say everything, such as a network policy: for those a construct would cost time and add nothing.
   *
   * @param kind its class in cdk8s-plus' `k8s`
   * @param properties its fields, with maps in the order in which they shall be written
   */
  add<Properties>(stage: StageName, kind: Kind<Properties>, properties: Properties): Manifest {
    return new Manifest(this.#scopes[stage], kind.manifest(properties) as KubernetesObject);
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
    const object = ApiObject.of(construct);
    this.#amendments.set(object, [...(this.#amendments.get(object) ?? []), amendment]);
  }

  /**
   * Renders the chart: every stage's objects in the order in which they were added, tidied and amended.
   *
   * Object by object: `toJson()` of a chart first builds a graph of all constructs to sort the objects by their dependencies, which takes a third of its time and
   * changes nothing here, since the stages are that order.
   *
   * @throws Error when a construct does not validate, or an object was put outside the stages
   */
  render(): Record<StageName, KubernetesObject[]> {
    const common = objectLabels(this.store.name, this.store.spec.engine);
    const scopes = new Set<IConstruct>(Object.values(this.#scopes));
    for (const child of this.node.children) if (!scopes.has(child)) this.#refuseObjects(child);
    return Object.fromEntries(
      stageNames.map((stage) => [
        stage,
        objectsIn(this.#scopes[stage]).map((object) => this.#renderObject(object, common)),
      ]),
    ) as Record<StageName, KubernetesObject[]>;
  }

  #renderObject(apiObject: ApiObject, common: Readonly<Record<string, string>>): KubernetesObject {
    const object = this.#specs.render(apiObject);
    tidyObject(object, common);
    for (const amend of this.#amendments.get(apiObject) ?? []) amend(object);
    return object;
  }

  #refuseObjects(scope: IConstruct): void {
    for (const { kind, name } of objectsIn(scope))
      throw new Error(`${kind}/${name} of store ${this.store.name} was put outside the stages of its chart`);
  }
}

/** The objects below a construct, once every construct there has validated. */
function objectsIn(scope: IConstruct): ApiObject[] {
  const constructs = scope.node.findAll();
  const errors = constructs.flatMap(({ node }) => node.validate().map((error) => `[${node.path}] ${error}`));
  if (errors.length > 0) throw new Error(`the manifests are not valid:\n${errors.join('\n')}`);
  return constructs.filter((construct) => ApiObject.isApiObject(construct));
}
