/** What a test says of a store; the rest is the schema's default. */
export interface StoreFileExample {
  readonly plan?: 'small' | 'medium' | 'large';
  readonly hosts?: readonly string[];
  readonly deletion?: 'Retain' | 'Delete';
  /** How long the data outlives the file: `3s`. */
  readonly retention?: string;
  readonly title?: string;
}

/** The text of `stores/<name>.yaml`. */
export function storeFile(
  name: string,
  { plan = 'small', hosts = [], deletion, retention, title }: StoreFileExample = {},
): string {
  return [
    'apiVersion: urumi.dev/v1alpha1',
    'kind: Store',
    'metadata:',
    `  name: ${name}`,
    'spec:',
    '  engine: woocommerce',
    `  plan: ${plan}`,
    ...(title === undefined ? [] : [`  title: ${JSON.stringify(title)}`]),
    ...(hosts.length === 0 ? [] : [`  hosts: [${hosts.join(', ')}]`]),
    ...(deletion === undefined && retention === undefined ? [] : ['  deletion:']),
    ...(deletion === undefined ? [] : [`    policy: ${deletion}`]),
    ...(retention === undefined ? [] : [`    retention: ${retention}`]),
    '',
  ].join('\n');
}

/** `{stores/<prefix>-000.yaml: ..., ...}` for so many stores. */
export function storeFiles(prefix: string, count: number): Record<string, string> {
  const names = Array.from({ length: count }, (_, index) => storeName(prefix, index));
  return Object.fromEntries(names.map((name) => [`stores/${name}.yaml`, storeFile(name)]));
}

/** The name of the store with that index. */
export function storeName(prefix: string, index: number): string {
  return `${prefix}-${String(index).padStart(3, '0')}`;
}
