import { kindOf, nameOf } from './kind-of.ts';

const dataKinds: ReadonlySet<string> = new Set([
  'Namespace',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Secret',
  'Store',
]);

/** Whether something is lost for good when the object is deleted. */
export function holdsData(id: string): boolean {
  return dataKinds.has(kindOf(id));
}

/** How an operator removes an object that holds no data: `kubectl delete service web -n store-x`. */
export function removalCommand(id: string): string {
  const [, namespace = ''] = id.split('/');
  const scope = namespace === '' ? '' : ` -n ${namespace}`;
  return `kubectl delete ${kindOf(id).toLowerCase()} ${nameOf(id)}${scope}`;
}
