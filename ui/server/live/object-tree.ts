import { parseObjectId } from '../../../cluster/object-id.ts';
import type { LiveObject } from '../../../cluster/object.ts';
import type { StoreObjectView } from '../api/store-detail.ts';

/** Kinds that keep stores apart: they stand under the namespace, not beside the shop's own parts. */
const fences = new Set(['ResourceQuota', 'LimitRange', 'NetworkPolicy', 'ServiceAccount', 'RoleBinding', 'ConfigMap']);
const workloads = new Set(['Deployment', 'StatefulSet', 'CronJob', 'Job']);
/** What belongs to the workload of the same component, in this order below it. */
const belongings = [
  'PersistentVolumeClaim',
  'PersistentVolume',
  'Service',
  'PodDisruptionBudget',
  'ReplicaSet',
  'Job',
  'Pod',
];
/** The order of siblings: as a store comes up. */
const order = ['Namespace', 'StatefulSet', 'Deployment', 'Job', 'CronJob', 'Ingress', ...fences, ...belongings];

/** What is shown of an object. */
export type ShownObject = Pick<LiveObject, 'id' | 'component' | 'owner' | 'health'>;

interface Node {
  readonly object: ShownObject;
  readonly kind: string;
  readonly name: string;
  readonly children: Node[];
}

function nodeOf(object: ShownObject): Node {
  const { kind, name } = parseObjectId(object.id);
  return { object, kind, name, children: [] };
}

function compare(a: Node, b: Node): number {
  const [first, second] = [a, b].map(({ kind }) => order.indexOf(kind)) as [number, number];
  return first - second || (a.name < b.name ? -1 : 1);
}

interface Nodes {
  readonly byName: ReadonlyMap<string, Node>;
  readonly namespace: Node | undefined;
  readonly workloadOf: ReadonlyMap<string, Node>;
}

/** Below what an object stands; undefined: below the store itself. */
function parentOf(node: Node, { byName, namespace, workloadOf }: Nodes): Node | undefined {
  const { owner, component } = node.object;
  // A ReplicaSet is not watched: its pods stand below the Deployment of the same component.
  if (owner !== '') return byName.get(owner) ?? workloadOf.get(component) ?? namespace;
  if (fences.has(node.kind)) return namespace;
  if (!belongings.includes(node.kind)) return undefined;
  const workload = workloadOf.get(claimedBy(node, byName) ?? component);
  return workload === node ? undefined : workload;
}

/** A volume stands with its claim's workload: the claim's name is what it has for a component. */
function claimedBy({ kind, object }: Node, byName: ReadonlyMap<string, Node>): string | undefined {
  return kind === 'PersistentVolume'
    ? byName.get(`PersistentVolumeClaim/${object.component}`)?.object.component
    : undefined;
}

function nodesOf(all: readonly Node[]): Nodes {
  const workloadOf = new Map<string, Node>();
  for (const node of [...all].sort(compare)) {
    const { component, owner } = node.object;
    if (workloads.has(node.kind) && owner === '' && !workloadOf.has(component)) workloadOf.set(component, node);
  }
  return {
    byName: new Map(all.map((node) => [`${node.kind}/${node.name}`, node])),
    namespace: all.find(({ kind }) => kind === 'Namespace'),
    workloadOf,
  };
}

/** ReplicaSets say nothing that their Deployment and pods do not say: the pods move up, old ones without pods go. */
function withoutReplicaSets(children: readonly Node[]): Node[] {
  return children.flatMap((node) => (node.kind === 'ReplicaSet' ? node.children : [node]));
}

function* flatten(siblings: readonly Node[], depth: number): Generator<StoreObjectView> {
  const shown = withoutReplicaSets(siblings).sort(compare);
  for (const [at, { object, kind, name, children }] of shown.entries()) {
    const { status, reason, message } = object.health;
    yield { id: object.id, kind, name, depth, last: at === shown.length - 1, status, reason, message };
    yield* flatten(children, depth + 1);
  }
}

/**
 * The objects of a store as a tree, parents first: the namespace with what keeps the store apart, then each workload with its volumes and pods.
 *
 * @param most more are left out
 */
export function objectTree(objects: readonly ShownObject[], most: number): StoreObjectView[] {
  const all = objects.map(nodeOf);
  const nodes = nodesOf(all);
  const roots: Node[] = [];
  for (const node of all) (parentOf(node, nodes)?.children ?? roots).push(node);
  return [...flatten(roots, 0)].slice(0, most);
}
