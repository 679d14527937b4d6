import type { StageStatus, StoreStatus } from '../../synth/spec/store.ts';

/**
 * The lines to print when a store's status goes from `before` to `after`: each stage as it ends, with its time, and the phase
 * when it is settled. Nothing that was printed once is printed again.
 */
export function stageReport(store: string, before: StoreStatus | undefined, after: StoreStatus): string[] {
  const sameRollout = before?.startedAt === after.startedAt;
  const lines: string[] = [];
  for (const stage of after.stages) {
    const old = sameRollout ? before?.stages.find(({ name }) => name === stage.name) : undefined;
    if (old?.state !== stage.state && (stage.state === 'Ready' || stage.state === 'Failed'))
      lines.push(line(store, stage));
  }
  if (before?.phase !== after.phase) lines.push(...phaseLine(store, after));
  return lines;
}

/** `3.4 s`; empty while either end is missing. */
export function lasted({ startedAt, endedAt }: Pick<StageStatus, 'startedAt' | 'endedAt'>): string {
  if (startedAt === undefined || endedAt === undefined) return '';
  return `${((Date.parse(endedAt) - Date.parse(startedAt)) / 1000).toFixed(1)} s`;
}

function line(store: string, { name, state, message, ...times }: StageStatus): string {
  const outcome = state === 'Ready' ? lasted(times) : `failed: ${message ?? ''}`;
  return `${store.padEnd(16)} ${name.padEnd(12)} ${outcome}`;
}

function phaseLine(store: string, { phase, startedAt, readySince, conditions, url }: StoreStatus): string[] {
  if (phase === undefined || phase === 'Pending' || phase === 'Provisioning') return [];
  const took = phase === 'Ready' ? lasted({ startedAt, endedAt: readySince }) : '';
  const message =
    phase === 'Ready'
      ? `${took === '' ? '' : `in ${took} `}${url ?? ''}`
      : (conditions.find(({ type }) => type === 'Ready')?.message ?? '');
  return [`${store.padEnd(16)} ${phase.padEnd(12)} ${message}`.trimEnd()];
}
