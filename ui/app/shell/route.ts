/** The pages of the app. */
export type Route =
  | { readonly page: 'stores' }
  | { readonly page: 'store'; readonly name: string }
  | { readonly page: 'close'; readonly name: string; readonly verb: 'close' | 'reopen' }
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

/** Which page an address is of. */
export function routeOf(path: string): Route {
  const edit = path === '/new' ? '' : /^\/stores\/([a-z0-9-]{1,63})\/edit$/.exec(path)?.[1];
  if (edit !== undefined) return { page: 'edit', name: edit };
  const close = /^\/stores\/([a-z0-9-]{1,63})\/(close|reopen)$/.exec(path);
  if (close?.[1] !== undefined)
    return { page: 'close', name: close[1], verb: close[2] === 'close' ? 'close' : 'reopen' };
  const store = /^\/stores\/([a-z0-9-]{1,63})$/.exec(path)?.[1];
  if (store !== undefined) return { page: 'store', name: store };
  const pull = /^\/pulls\/([1-9]\d{0,8})$/.exec(path)?.[1];
  if (pull !== undefined) return { page: 'pull', number: Number(pull) };
  return { page: plainPages[path] ?? 'missing' };
}
