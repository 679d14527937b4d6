import { Gauge, type Registry } from 'prom-client';

/** A metric that is read from what the process knows at the moment of asking. */
export function registerGauge(
  registry: Registry,
  { name, help, read }: { readonly name: string; readonly help: string; readonly read: () => number },
): void {
  void new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
