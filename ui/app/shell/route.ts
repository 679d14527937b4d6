/** What can be proposed for a store without knowing more than its name. */
const actVerbs = ['close', 'reopen', 'suspend', 'resume'] as const;
export type ActVerb = (typeof actVerbs)[number];

/** The pages of the app. */
export type Route =
  | { readonly page: 'stores' }
  | { readonly page: 'store'; readonly name: string }
  | { readonly page: 'act'; readonly name: string; readonly verb: ActVerb }
  | { readonly page: 'rollback'; readonly name: string; readonly revision: string }
  /** Empty name: a new store. */
  | { readonly page: 'edit'; readonly name: string }
  | { readonly page: 'closed' }
  | { readonly page: 'fleet' }
  | { readonly page: 'pulls' }
  | { readonly page: 'activity' }
  | { readonly page: 'pull'; readonly number: number }
  | { readonly page: 'missing' };

const plainPages: Readonly<Record<string, 'stores' | 'closed' | 'fleet' | 'pulls' | 'activity'>> = {
  '/': 'stores',
  '/closed': 'closed',
  '/fleet': 'fleet',
  '/pulls': 'pulls',
  '/activity': 'activity',
};

/** Addresses with something in them, each with what makes a page of that. */
const namedPages: readonly (readonly [RegExp, (...parts: string[]) => Route])[] = [
  [/^\/stores\/([a-z0-9-]{1,63})$/, (name = '') => ({ page: 'store', name })],
  [/^\/stores\/([a-z0-9-]{1,63})\/edit$/, (name = '') => ({ page: 'edit', name })],
  [
    /^\/stores\/([a-z0-9-]{1,63})\/(close|reopen|suspend|resume)$/,
    (name = '', verb) => ({ page: 'act', name, verb: actVerbs.find((one) => one === verb) ?? 'close' }),
  ],
  [
    /^\/stores\/([a-z0-9-]{1,63})\/rollback\/([0-9a-f]{40,64})$/,
    (name = '', revision = '') => ({ page: 'rollback', name, revision }),
  ],
  [/^\/pulls\/([1-9]\d{0,8})$/, (number) => ({ page: 'pull', number: Number(number) })],
];

/** Which page an address is of. */
export function routeOf(path: string): Route {
  if (path === '/new') return { page: 'edit', name: '' };
  for (const [address, pageOf] of namedPages) {
    const found = address.exec(path);
    if (found !== null) return pageOf(...found.slice(1));
  }
  return { page: plainPages[path] ?? 'missing' };
}
