import { Gauge, type Registry } from 'prom-client';
import { registerGauge } from '../../cluster/gauge.ts';
import { labels } from '../../synth/spec/names.ts';
import { phases } from '../../synth/spec/store.ts';
import type { Catalog } from '../../cluster/catalog.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';

/** What is measured when somebody asks. */
export interface MeasuredController {
  readonly stores: Catalog<StoreObject>;
  readonly fleets: Catalog<FleetObject>;
  /** Stores that wait for a free place. */
  readonly queueDepth: () => number;
  /** ms since the stalest watch was known to be up to date. */
  readonly watchAgeMs: () => number;
  /** Objects in the watch cache. */
  readonly cachedObjects: () => number;
  /** Whether this process writes, and does not stand by. */
  readonly leads: () => boolean;
}

function countByPhase(gauge: Gauge<'fleet' | 'phase'>, { stores, fleets }: MeasuredController): void {
  gauge.reset();
  for (const { metadata } of fleets.list()) for (const phase of phases) gauge.set({ fleet: metadata.name, phase }, 0);
  for (const { metadata, status } of stores.list()) {
    gauge.inc({ fleet: metadata.labels[labels.fleet] ?? '', phase: status.phase ?? 'Pending' });
  }
}

function fleetGauges(registers: Registry[], { fleets }: MeasuredController): void {
  const gauge = (name: string, help: string, valueOf: (fleet: FleetObject) => number): Gauge =>
    new Gauge({
      name,
      help,
      labelNames: ['fleet'],
      registers,
      collect() {
        this.reset();
        for (const fleet of fleets.list()) this.set({ fleet: fleet.metadata.name }, valueOf(fleet));
      },
    });
  gauge('urumi_fleet_ready', '1 when the head of the stores repo is applied and nothing is held back.', ({ status }) =>
    Number(status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True')),
  );
  gauge(
    'urumi_fleet_invalid_files',
    'Store files at the head that are not applied.',
    ({ status }) => status.invalidCount,
  );
  gauge(
    'urumi_fleet_pending_closures',
    'Stores whose closing waits for approval.',
    ({ status }) => status.pendingApproval?.closures ?? 0,
  );
}

/**
 * Registers the controller's own metrics, each read from what it knows at the moment of asking.
 *
 * @returns takes them off the registry again
 */
export function registerControllerMetrics(registry: Registry, measured: MeasuredController): () => void {
  const known = new Set(registry.getMetricsAsArray().map(({ name }) => name));
  const registers = [registry];
  const value = (name: string, help: string, read: () => number): void => registerGauge(registry, { name, help, read });
  const stores: Gauge<'fleet' | 'phase'> = new Gauge({
    name: 'urumi_stores',
    help: 'Stores by fleet and phase.',
    labelNames: ['fleet', 'phase'],
    registers,
    collect: () => countByPhase(stores, measured),
  });
  fleetGauges(registers, measured);
  value('urumi_store_queue_depth', 'Stores that wait for a free place in the store loop.', measured.queueDepth);
  value('urumi_watch_age_seconds', 'Age of what the stalest watch knows.', () => measured.watchAgeMs() / 1000);
  value('urumi_watch_objects', 'Objects in the watch cache.', measured.cachedObjects);
  value('urumi_leader', '1 when this process leads and writes, 0 when it stands by.', () => Number(measured.leads()));
  const added = registry.getMetricsAsArray().filter(({ name }) => !known.has(name));
  return () => {
    for (const { name } of added) registry.removeSingleMetric(name);
  };
}
