import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One request to the API server, as it is counted. */
export interface RequestSample {
  /** `get`, `list`, `watch`, `create`, `apply`, `patch`, `update`, `delete` */
  readonly verb: string;
  /** `deployments`, `deployments/status`; `none` for paths that are no resource */
  readonly resource: string;
  /** The HTTP status, or the ApiErrorCode when there was no answer. */
  readonly code: string;
  /** Until the whole answer was there; for watches until it opened. */
  readonly seconds: number;
}

const verbs = ['get', 'list', 'watch', 'create', 'apply', 'patch', 'update', 'delete'] as const;

/**
 * Counts and times the requests to the API server. The series of every verb exist from the start, at 0, so that graphs and alerts see the first
 * failure as an increase.
 */
export class RequestMetrics {
  readonly registry: Registry;
  readonly #requests: Counter<'verb' | 'resource' | 'code'>;
  readonly #seconds: Histogram<'verb'>;
  readonly #inFlight: Gauge;
  #total = 0;
  #writes = 0;

  /** @param registry where the series are listed; one RequestMetrics per registry */
  constructor(registry = new Registry()) {
    this.registry = registry;
    const registers = [registry];
    this.#requests = new Counter({
      name: 'urumi_kube_requests_total',
      help: 'Requests to the Kubernetes API server by verb, resource and HTTP status or error.',
      labelNames: ['verb', 'resource', 'code'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'urumi_kube_request_duration_seconds',
      help: 'Time until the whole answer was there; for watches until they were open.',
      labelNames: ['verb'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    });
    this.#inFlight = new Gauge({
      name: 'urumi_kube_requests_in_flight',
      help: 'Requests sent to the Kubernetes API server or waiting for a connection; watches not counted.',
      registers,
    });
    for (const verb of verbs) {
      this.#requests.inc({ verb, resource: 'none', code: '200' }, 0);
      this.#seconds.zero({ verb });
    }
    this.#inFlight.set(0);
  }

  /** Requests finished so far, watches opened included. */
  get total(): number {
    return this.#total;
  }

  /** Those of them that could change something: all but get, list and watch. Dry runs count too. */
  get writes(): number {
    return this.#writes;
  }

  begin(): void {
    this.#inFlight.inc();
  }

  end(): void {
    this.#inFlight.dec();
  }

  observe(sample: RequestSample): void {
    this.#total++;
    if (sample.verb !== 'get' && sample.verb !== 'list' && sample.verb !== 'watch') this.#writes++;
    this.#requests.inc({ verb: sample.verb, resource: sample.resource, code: sample.code });
    this.#seconds.observe({ verb: sample.verb }, sample.seconds);
  }
}
