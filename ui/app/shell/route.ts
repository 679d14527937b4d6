/** The pages of the app. */
export type Route =
  | { readonly page: 'stores' }
  | { readonly page: 'store'; readonly name: string }
  | { readonly page: 'close'; readonly name: string; readonly verb: 'close' | 'reopen' }
  | { readonly page: 'closed' }
  | { readonly page: 'fleet' }
  | { readonly page: 'missing' };

/** Which page an address is of. */
export function routeOf(path: string): Route {
  const close = /^\/stores\/([a-z0-9-]{1,63})\/(close|reopen)$/.exec(path);
  if (close?.[1] !== undefined)
    return { page: 'close', name: close[1], verb: close[2] === 'close' ? 'close' : 'reopen' };
  const store = /^\/stores\/([a-z0-9-]{1,63})$/.exec(path)?.[1];
  if (store !== undefined) return { page: 'store', name: store };
  if (path === '/') return { page: 'stores' };
  if (path === '/closed') return { page: 'closed' };
  return path === '/fleet' ? { page: 'fleet' } : { page: 'missing' };
}
