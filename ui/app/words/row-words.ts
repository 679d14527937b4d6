import type { StoreRow } from '../../server/api/store-row.ts';
import { plainMessage } from './plain-message.ts';
import { dayOf, elapsed } from './time-words.ts';
import { engineTitle, stageTitle } from './phase-words.ts';

/**
 * The few words beside a phase that say why: what it waits for and for how long, what went wrong, until when its data is kept.
 *
 * @param now ms since the epoch
 */
export function reasonOf(row: StoreRow, now: number): string {
  if (row.held !== undefined) return `Its file is not applied: ${withoutPosition(row.held)}`;
  const { phase, stage, since, purgeAt } = row;
  if (phase === 'Ready') return '';
  if (phase === 'Closed') return purgeAt === undefined ? '' : `Data kept until ${dayOf(purgeAt)}`;
  if (phase === 'Suspended') return since === undefined ? '' : `Since ${dayOf(since)}`;
  if (phase === 'Provisioning' && stage !== undefined) {
    const time = stage.since === undefined ? '' : `, ${elapsed(now - Date.parse(stage.since))}`;
    return `${stageTitle[stage.name]}${time}`;
  }
  return plainMessage(row.message);
}

/** A file's position is on the page of the store; in a list the sentence is what counts. */
function withoutPosition(text: string): string {
  return text.replace(/^\S+?\.ya?ml(:\d+:\d+)?: /, '');
}

/** `WooCommerce 9.4` */
export function engineOf({ engine, version }: Pick<StoreRow, 'engine' | 'version'>): string {
  return version === '' ? engineTitle[engine] : `${engineTitle[engine]} ${version}`;
}

/** An address without its scheme. */
export function hostOf(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/$/, '');
}
