import { type ApiObject, type IResolver, Lazy, type ResolutionContext } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Kind } from './manifest.ts';
import type { KubernetesObject } from './synthesis.ts';

/** A class of cdk8s-plus' `k8s` for a kind with a spec. */
type KindWithSpec = Kind<{ readonly spec: never }>;

/** Kinds whose constructs produce their spec in one piece, with nothing left in it to resolve. (An Ingress does not: it leaves tokens inside.) */
const kinds: Readonly<Record<string, KindWithSpec>> = {
  CronJob: k8s.KubeCronJob,
  Deployment: k8s.KubeDeployment,
  Job: k8s.KubeJob,
  Service: k8s.KubeService,
  StatefulSet: k8s.KubeStatefulSet,
};

/**
 * Renders the constructs of cdk8s-plus in half the time. The spec of a workload or a service is one token; cdk8s replaces it by what the construct produces, then asks
 * every resolver about each of the hundreds of values in that. This resolver, put before cdk8s' own, keeps the product of the object
 * that it renders for itself and leaves cdk8s an empty one.
 *
 * It is to be given to the App: `new App({resolvers: [resolver]})`.
 */
export class SpecResolver implements IResolver {
  #rendered: ApiObject | undefined;
  #spec: unknown;

  /** Called by cdk8s for every value of an object. */
  resolve(context: ResolutionContext): void {
    const { key, obj, value } = context;
    if (key.length !== 1 || key[0] !== 'spec' || obj !== this.#rendered || !(value instanceof Lazy)) return;
    this.#spec = value.produce();
    context.replaceValue({});
  }

  /**
   * The object as `toJson()` of it would be without this resolver. Maps in the spec keep the order that they have, where cdk8s would sort them.
   *
   * @param apiObject of an App that has this resolver
   */
  render(apiObject: ApiObject): KubernetesObject {
    const kind = kinds[apiObject.kind];
    if (kind === undefined) return apiObject.toJson() as KubernetesObject;
    this.#rendered = apiObject;
    this.#spec = undefined;
    const object = apiObject.toJson() as KubernetesObject;
    this.#rendered = undefined;
    return this.#spec === undefined ? object : { ...object, spec: specOf(kind, this.#spec) };
  }
}

function specOf(kind: KindWithSpec, spec: unknown): unknown {
  return (kind.manifest({ spec: spec as never }) as KubernetesObject)['spec'];
}
