import type { ApiRequest } from './connection.ts';

/** What a request asks of which resource, in the words of RBAC. */
export interface RequestTarget {
  readonly verb: string;
  /** `deployments`, `deployments/status`; `none` for paths that are no resource. */
  readonly resource: string;
}

/**
 * Reads verb and resource off a request, for metrics and messages. Names of objects and namespaces are left out, so the number of different
 * results is small.
 */
export function requestTarget(request: Pick<ApiRequest, 'method' | 'path' | 'query' | 'contentType'>): RequestTarget {
  // '', 'api', version, ... or '', 'apis', group, version, ...
  const segments = request.path.split('/');
  const start = segments[1] === 'api' ? 3 : segments[1] === 'apis' ? 4 : segments.length;
  const scoped = segments[start] === 'namespaces' && segments.length > start + 2;
  const at = scoped ? start + 2 : start;
  // `/api/v1/namespaces/x/finalize` has the shape of a namespaced collection
  const [plural, name, subresource] = isNamespaceSubresource(segments, start)
    ? ['namespaces', segments[start + 1], segments[start + 2]]
    : segments.slice(at, at + 3);
  const resource = plural === undefined ? 'none' : subresource === undefined ? plural : `${plural}/${subresource}`;
  return { verb: verbOf(request, name !== undefined || plural === undefined), resource };
}

function isNamespaceSubresource(segments: readonly string[], start: number): boolean {
  const last = segments[start + 2];
  return (
    segments[start] === 'namespaces' && segments.length === start + 3 && (last === 'status' || last === 'finalize')
  );
}

function verbOf(request: Pick<ApiRequest, 'method' | 'query' | 'contentType'>, named: boolean): string {
  switch (request.method) {
    case 'GET':
      if (request.query?.['watch']) return 'watch';
      return named ? 'get' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'DELETE':
      return 'delete';
    case 'PATCH':
      return request.contentType === 'application/apply-patch+yaml' ? 'apply' : 'patch';
  }
}
