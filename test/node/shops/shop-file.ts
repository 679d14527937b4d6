/** What a scene says of a shop; the rest is the schema's default. */
export interface ShopChoices {
  readonly engine?: 'medusa' | 'woocommerce';
  readonly plan?: 'small' | 'medium' | 'large';
  readonly deletion?: 'Retain' | 'Delete';
  readonly hosts?: readonly string[];
  readonly version?: string;
  readonly suspended?: boolean;
  /** `spec.rotate.database` */
  readonly rotation?: string;
}

/** Who keeps every shop. */
export const shopkeeper = 'owner@example.com';

/** The text of a shop's file; of a Medusa shop's unless it is said otherwise. */
export function shopFile(
  name: string,
  {
    engine = 'medusa',
    plan = 'small',
    deletion = 'Delete',
    hosts,
    version,
    rotation,
    suspended = false,
  }: ShopChoices = {},
): string {
  return [
    'apiVersion: urumi.dev/v1alpha1',
    'kind: Store',
    `metadata: {name: ${name}}`,
    'spec:',
    `  engine: ${engine}`,
    `  plan: ${plan}`,
    `  admin: {email: ${shopkeeper}}`,
    `  deletion: {policy: ${deletion}}`,
    // The same in every plan: the node's volumes do not grow.
    '  storage: {database: 5Gi}',
    ...(suspended ? ['  suspended: true'] : []),
    ...(hosts === undefined ? [] : [`  hosts: [${hosts.join(', ')}]`]),
    ...(version === undefined ? [] : [`  version: "${version}"`]),
    ...(rotation === undefined ? [] : [`  rotate: {database: "${rotation}"}`]),
    '',
  ].join('\n');
}
