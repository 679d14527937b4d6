import type { Phase } from '../list/known-words.ts';
import type { StoreObjectView } from '../../server/api/store-detail.ts';
import { plainMessage } from '../words/plain-message.ts';

/** The glyph of an object's health is that of the phase that it resembles. */
export const phaseOfHealth = {
  Current: 'Ready',
  InProgress: 'Provisioning',
  Failed: 'Failed',
  Terminating: 'Closing',
} as const satisfies Record<StoreObjectView['status'], Phase>;

/** What is said of an object: of one that is well, in a word. */
export function healthWords({
  status,
  message,
  reason,
}: Pick<StoreObjectView, 'status' | 'message' | 'reason'>): string {
  if (status === 'Current') return message === '' || reason === 'Current' ? 'Ready' : plainMessage(message);
  return message === '' ? reason : plainMessage(message);
}

const plain: Readonly<Record<StoreObjectView['status'], string>> = {
  Current: 'ready',
  InProgress: 'in motion',
  Failed: 'failed',
  Terminating: 'going',
};

/** `38 ready, 1 in motion` */
export function countHealth(objects: readonly StoreObjectView[]): string {
  const counts = new Map<StoreObjectView['status'], number>();
  for (const { status } of objects) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${plain[status]}`).join(', ');
}
