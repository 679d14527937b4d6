import { annotations } from '../../synth/spec/names.ts';
import type { FleetObject } from '../../synth/spec/objects.ts';

const form = /^([0-9a-f]{40}|[0-9a-f]{64})=(\d{1,6})$/;

/** The value of the annotation by which a person approves the closings of one revision. */
export function approvalText(revision: string, count: number): string {
  return `${revision}=${count}`;
}

/** The count of closings that `urumi approve` has approved of this revision; undefined when it was another revision, or none. */
export function commandedApproval({ metadata }: Pick<FleetObject, 'metadata'>, revision: string): number | undefined {
  const match = form.exec(metadata.annotations[annotations.approvedClosures] ?? '');
  return match?.[1] === revision ? Number(match[2]) : undefined;
}
