import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';

interface DataProbes {
  /** Succeeds when the server answers queries. */
  readonly command: readonly string[];
  /** The same for the first time. Default: `command`. */
  readonly started?: readonly string[];
  readonly port: number;
  /** How often it may fail, every two seconds, until the server has begun. */
  readonly startupFailures: number;
}

/** The probes of a server that keeps data: ready when it answers queries, restarted only when it does not even take connections. */
export function dataProbes({
  command,
  started = command,
  port,
  startupFailures,
}: DataProbes): Required<Pick<kplus.ContainerProps, 'startup' | 'readiness' | 'liveness'>> {
  const probe = (asked: readonly string[], periodSeconds: number, failureThreshold: number): kplus.Probe =>
    kplus.Probe.fromCommand([...asked], {
      periodSeconds: Duration.seconds(periodSeconds),
      timeoutSeconds: Duration.seconds(5),
      failureThreshold,
    });
  return {
    startup: probe(started, 2, startupFailures),
    readiness: probe(command, 5, 3),
    liveness: kplus.Probe.fromTcpSocket({
      port,
      periodSeconds: Duration.seconds(15),
      timeoutSeconds: Duration.seconds(5),
      failureThreshold: 4,
    }),
  };
}
