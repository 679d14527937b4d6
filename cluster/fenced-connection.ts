import type { ApiConnection } from './connection.ts';
import { ApiError } from './errors.ts';

/** Whether writes may be sent now, and why not. */
export interface Fence {
  readonly isHeld: boolean;
}

/**
 * A connection that reads at any time and writes only while the fence is held. A process that was asleep, or cut off, for longer than its lease is good must not go on where it was: another may lead. Looked at
 * when the request is sent, so that nothing depends on a timer's coming first.
 */
export function fenced(api: ApiConnection, fence: Fence): ApiConnection {
  return {
    stream: (request) => api.stream(request),
    async request<T>(request: Parameters<ApiConnection['request']>[0]): Promise<T> {
      if (request.method === 'GET' || fence.isHeld) return await api.request<T>(request);
      const { method, path } = request;
      const detail = 'The lease by which this process leads was not renewed in time, so nothing was sent.';
      throw new ApiError({ code: 'Unreachable', method, path, detail });
    },
  };
}
