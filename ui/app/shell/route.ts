/** The pages of the app. */
export type Route =
  | { readonly page: 'stores' }
  | { readonly page: 'store'; readonly name: string }
  | { readonly page: 'closed' }
  | { readonly page: 'fleet' }
  | { readonly page: 'missing' };

/** Which page an address is of. */
export function routeOf(path: string): Route {
  const store = /^\/stores\/([a-z0-9-]{1,63})$/.exec(path)?.[1];
  if (store !== undefined) return { page: 'store', name: store };
  if (path === '/') return { page: 'stores' };
  if (path === '/closed') return { page: 'closed' };
  return path === '/fleet' ? { page: 'fleet' } : { page: 'missing' };
}
