import type { ApiConnection, ApiRequest } from '../../cluster/connection.ts';

/** A connection that remembers what was asked through it: `PATCH /apis/...`; watches not among them. */
export interface RecordedConnection extends ApiConnection {
  readonly requests: string[];
  /** Those that could change something, since the last call. */
  takeWrites(): string[];
}

/** Records the requests that go through a connection; changes nothing about them. */
export function recorded(api: ApiConnection): RecordedConnection {
  const requests: string[] = [];
  return {
    requests,
    takeWrites: () => requests.splice(0).filter((request) => !request.startsWith('GET ')),
    request<T>(request: ApiRequest): Promise<T> {
      requests.push(`${request.method} ${request.path}`);
      return api.request<T>(request);
    },
    stream: (request) => api.stream(request),
  };
}
