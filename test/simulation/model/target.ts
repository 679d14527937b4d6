import { collectionPath, kinds, type KindInfo } from '../../../cluster/kinds.ts';
import { notFound } from './refuse.ts';

/** What a path of the API server names. */
export interface Target {
  readonly kind: KindInfo;
  /** Empty: all, or the kind has none. */
  readonly namespace: string;
  /** Empty: the collection. */
  readonly name: string;
  readonly subresource: string;
}

const byRoot = new Map(kinds.map((kind) => [collectionPath(kind), kind]));
const known = new Map<string, Target>();

/** @throws Refusal 404 for a path that the model does not serve */
export function targetOf(path: string): Target {
  const target = known.get(path) ?? parse(path);
  if (known.size > 20_000) known.clear();
  known.set(path, target);
  return target;
}

function parse(path: string): Target {
  const [root, rest] = split(path);
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2;
  const [namespace = '', plural = '', name = '', subresource = ''] = inNamespace ? rest.slice(1) : ['', ...rest];
  const kind = byRoot.get(`${root}/${plural}`);
  if (kind === undefined) throw notFound('path', path);
  return { kind, namespace, name, subresource };
}

/** `/api/v1` or `/apis/group/version`, and the parts after it. */
function split(path: string): [root: string, rest: string[]] {
  const parts = path.split('/').slice(1).map(decodeURIComponent);
  const length = parts[0] === 'api' ? 2 : 3;
  return [`/${parts.slice(0, length).join('/')}`, parts.slice(length)];
}
