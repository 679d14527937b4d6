import type { StageName } from '../../../synth/spec/status.ts';
import type { StoreDetail } from '../../server/api/store-detail.ts';

/** One stage of the timeline, in percent of its width. */
export interface TimelineRow {
  readonly name: StageName;
  readonly state: 'Pending' | 'Running' | 'Ready' | 'Failed';
  /** Where it begins; undefined: not reached, and nothing is expected. */
  readonly x?: number;
  /** How long it took within what is usual, and beyond that. */
  readonly w: number;
  readonly late: number;
  /** How long it is expected to take: nothing has happened yet. */
  readonly expected: number;
  /** ms; undefined until it began. */
  readonly took?: number;
  readonly usual?: number;
  /** ISO 8601; when it ended. */
  readonly endedAt?: string;
}

export interface Timeline {
  readonly rows: readonly TimelineRow[];
  /** ms from the beginning to the end, or until now. */
  readonly total: number;
  readonly isOver: boolean;
}

type Stage = StoreDetail['stages'][number];

interface Span {
  readonly start: number;
  readonly end: number;
}

function spanOf({ startedAt, endedAt }: Stage, now: number): Span | undefined {
  if (startedAt === undefined) return undefined;
  const start = Date.parse(startedAt);
  return { start, end: Math.max(start, endedAt === undefined ? now : Date.parse(endedAt)) };
}

/** What is still to come, ms: the usual time of each stage that has not begun. */
function toCome(stages: readonly Stage[], usual: StoreDetail['usual']): number {
  return stages.reduce(
    (sum, { name, startedAt }) => sum + (startedAt === undefined ? (usual[name] ?? 0) * 1000 : 0),
    0,
  );
}

/**
 * Lays the stages of a rollout out on one scale.
 *
 * @param now ms since the epoch: where the stage that runs ends so far
 */
export function timelineOf({ stages, usual, startedAt }: StoreDetail, now: number): Timeline {
  const spans = stages.map((stage) => spanOf(stage, now));
  const known = spans.filter((span) => span !== undefined);
  const start = Math.min(
    ...known.map((span) => span.start),
    startedAt === undefined ? Infinity : Date.parse(startedAt),
  );
  const end = Math.max(...known.map((span) => span.end), Number.isFinite(start) ? start : 0);
  const isOver = stages.every(({ state }) => state === 'Ready');
  // What stopped is not on its way to anything.
  const expects = stages.some(({ state }) => state === 'Failed') ? {} : usual;
  const width = Math.max(1, end - start + toCome(stages, expects));
  let next = end;
  const rows = stages.map((stage, at): TimelineRow => {
    const span = spans[at];
    const seconds = usual[stage.name];
    const usually = seconds === undefined ? {} : { usual: seconds * 1000 };
    const common = { name: stage.name, state: stage.state, ...usually };
    if (span !== undefined) return { ...common, ...drawn(span, { start, width, usual: seconds }), ...ended(stage) };
    const expectedMs = (expects[stage.name] ?? 0) * 1000;
    const expected = (expectedMs * 100) / width;
    const x = ((next - start) / width) * 100;
    next += expectedMs;
    return { ...common, w: 0, late: 0, expected, ...(expected > 0 && { x }) };
  });
  return { rows, total: Math.max(0, end - start), isOver };
}

function drawn(span: Span, scale: { start: number; width: number; usual: number | undefined }) {
  const took = span.end - span.start;
  // Twice the usual time is late; a little more than usual is nothing to look at.
  const inTime = scale.usual === undefined || took < scale.usual * 2000 ? took : scale.usual * 1000;
  const percent = (ms: number): number => (ms / scale.width) * 100;
  return { x: percent(span.start - scale.start), w: percent(inTime), late: percent(took - inTime), expected: 0, took };
}

function ended({ endedAt }: Stage): { endedAt?: string } {
  return endedAt === undefined ? {} : { endedAt };
}
