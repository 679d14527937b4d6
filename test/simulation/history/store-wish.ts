import type { SeededRandom } from '../../../controller/store/testing/seeded-random.ts';

/** What people want a store to be: as much of a file as histories change. */
export interface StoreWish {
  readonly title: string;
  readonly plan: 'small' | 'medium' | 'large';
  readonly catalog: 'sample' | 'empty';
  readonly suspended: boolean;
  readonly database: number;
  readonly retention: string;
  readonly policy: 'Retain' | 'Delete';
  readonly protected: boolean;
}

/** A new store's wish. Some are kept for seconds after they are closed, some for longer than a history lasts. */
export function newWish(random: SeededRandom): StoreWish {
  return {
    title: 'New Shop',
    plan: random.chance(0.7) ? 'small' : 'medium',
    catalog: 'sample',
    suspended: random.chance(0.1),
    database: 20,
    retention: random.pick(['10s', '60s', '150s', '30d']) ?? '30d',
    policy: random.chance(0.15) ? 'Delete' : 'Retain',
    protected: random.chance(0.08),
  };
}

/** The wish with one thing changed. */
export function changedWish(wish: StoreWish, random: SeededRandom): StoreWish {
  const changes: readonly (() => Partial<StoreWish>)[] = [
    () => ({ title: random.pick(['Old Shop', 'Our Shop']) ?? 'Shop' }),
    () => ({ plan: random.pick(['small', 'medium', 'large'] as const) ?? 'small' }),
    () => ({ catalog: wish.catalog === 'sample' ? 'empty' : 'sample' }),
    () => ({ suspended: !wish.suspended }),
    () => ({ database: wish.database + (random.pick([0, 5, 20]) ?? 0) }),
    () => ({ protected: false }),
    () => ({ retention: '30s' }),
  ];
  return { ...wish, ...random.pick(changes)?.() };
}

/** `stores/<name>.yaml`. */
export function fileOf(name: string, wish: StoreWish): string {
  const { title, plan, catalog, suspended, database, retention, policy, protected: isProtected } = wish;
  return `apiVersion: urumi.dev/v1alpha1
kind: Store
metadata:
  name: ${name}
spec:
  engine: woocommerce
  title: ${title}
  plan: ${plan}
  catalog: ${catalog}
  suspended: ${suspended}
  storage: {database: ${database}Gi, files: 80Gi}
  deletion: {policy: ${policy}, retention: ${retention}, protected: ${isProtected}}
`;
}
