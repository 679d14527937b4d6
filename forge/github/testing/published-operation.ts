import type { Node } from './mend-document.ts';

/** An operation of the document. */
export interface PublishedOperation {
  /** `pulls/create` */
  readonly id: string;
  readonly method: string;
  /** JSON pointer to it. */
  readonly place: string;
  /** JSON pointers to its parameters. */
  readonly parameters: readonly string[];
  /** The values of a path's variables, decoded; `undefined`: it is another path. */
  readonly match: (path: string) => Record<string, string> | undefined;
}

/** All operations, those first whose paths say most: a commit's name may hold slashes, and would take in what follows it. */
export function publishedOperations(document: Node): PublishedOperation[] {
  const paths = Object.entries(document['paths'] as Record<string, Node>);
  const words = (path: string) => path.split('/').filter((part) => !part.startsWith('{')).length;
  return paths
    .toSorted(([a], [b]) => words(b) - words(a))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => describe(path, method, operation as Node)),
    );
}

/** What may hold slashes (https://docs.github.com/rest/git/refs, https://docs.github.com/rest/repos/contents). */
const long = new Set(['ref', 'path']);

function describe(path: string, method: string, operation: Node): PublishedOperation {
  const place = `/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}`;
  const pattern = path.replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>${long.has(name) ? '.+' : '[^/]+'})`);
  const expression = new RegExp(`^${pattern}$`);
  const count = ((operation['parameters'] as unknown[] | undefined) ?? []).length;
  return {
    id: String(operation['operationId']),
    method: method.toUpperCase(),
    place,
    parameters: Array.from({ length: count }, (_, at) => `${place}/parameters/${at}`),
    match: (wanted) => {
      const found = expression.exec(wanted);
      const values = Object.entries(found?.groups ?? {});
      return found ? Object.fromEntries(values.map(([name, text]) => [name, decodeURIComponent(text)])) : undefined;
    },
  };
}
