import type { StoreObject } from '../../synth/spec/objects.ts';
import { namespaceOf, annotations } from '../../synth/spec/names.ts';
import type { Closure } from '../../synth/spec/store.ts';
import { renderAge } from '../render-age.ts';
import { totalSize } from '../render-volumes.ts';
import { renderTable } from '../table.ts';

/**
 * What a purge would delete, for people, before they are asked.
 *
 * @param now ms since the epoch
 */
export function renderPurge({ metadata, status }: StoreObject, closure: Closure, now: number): string {
  const { name } = metadata;
  const file = metadata.annotations[annotations.file] ?? 'its file';
  const left = renderAge(Date.parse(closure.purgeAt) - now);
  const volumes = status.volumes.map(({ claim, size = 'not known', volume = '' }) => [claim, size, volume]);
  return [
    `Store ${name} is closed since ${closure.at}; its data would be kept until ${closure.purgeAt} (for ${left}).\n`,
    `A purge deletes it now, and nothing brings it back: namespace ${namespaceOf(name)} with all that is in it, its Secrets and volumes.\n`,
    volumes.length === 0
      ? ''
      : `\n${renderTable(['CLAIM', 'SIZE', 'VOLUME'], volumes)}\n${totalSize(status.volumes)}\n`,
    `To keep the store instead, bring ${file} back: it opens again with its data.\n\n`,
  ].join('');
}
