import type { Fault, FaultRule, ProxiedRequest } from './fault.ts';

export interface FirstTimesOptions {
  /** How often the same request (method and path) meets the fault before it passes. @default 1 */
  readonly times?: number;
  /** Which requests it is about. @default all but watches */
  readonly when?: (request: ProxiedRequest, body: Buffer) => boolean;
}

/** Whether a request may change something. */
export function isWrite({ method }: ProxiedRequest): boolean {
  return method !== 'GET';
}

/**
 * Lets each request go wrong at its first attempts and pass after that: whoever gives up does not arrive, whoever insists does.
 *
 * The client repeats a request at once when its connection breaks, so a reset has to happen twice to be noticed.
 */
export function firstTimes(fault: Fault, options: FirstTimesOptions = {}): FaultRule {
  const { times = 1, when = ({ isWatch }) => !isWatch } = options;
  const seen = new Map<string, number>();
  return (request, body) => {
    if (!when(request, body)) return undefined;
    const key = `${request.method} ${request.path}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count <= times ? fault : undefined;
  };
}
