import type { ApiConnection, ApiRequest } from '../../../cluster/connection.ts';
import type { ModelServer } from '../model/model-server.ts';
import { Watches } from '../model/watches.ts';

/** A connection to the model without a network between: answers at once, and watches tell at once. */
export class ModelConnection implements ApiConnection {
  readonly #server: ModelServer;
  readonly #watches: Watches;

  constructor(server: ModelServer) {
    this.#server = server;
    this.#watches = new Watches(server.objects);
  }

  async request<T>(request: ApiRequest): Promise<T> {
    return this.#server.answer(request, 'person') as T;
  }

  async *stream(request: ApiRequest): AsyncGenerator<unknown, void> {
    const lines: unknown[] = [];
    let wake = (): void => undefined;
    const close = this.#watches.open(request, (line) => {
      lines.push(line);
      wake();
    });
    request.signal?.addEventListener('abort', () => wake(), { once: true });
    try {
      while (request.signal?.aborted !== true) {
        if (lines.length > 0) yield lines.shift();
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      close?.();
    }
  }
}
