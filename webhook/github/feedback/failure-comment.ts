import { explainStore } from '../../../plan/explain/explain-store.ts';
import { markdownCode } from '../../../plan/render/markdown-code.ts';
import type { FleetObject, StoreObject } from '../../../synth/spec/objects.ts';

/** Hidden in the comment: one for each store. */
export function failureMarker(store: string): string {
  return `<!-- urumi:store:${store} -->`;
}

/** That a store failed after a merge, and what to do: in the words of `urumi explain`. */
export function failureComment(store: StoreObject, fleet: FleetObject | undefined, revision: string): string {
  const { name } = store.metadata;
  const { reason, message, stage, todo } = explainStore({ store, events: [], ...(fleet && { fleet }) });
  const where = stage === undefined ? '' : ` in stage ${stage.name}`;
  const steps = todo.length === 0 ? ['nothing; it is tried again by itself'] : todo;
  return [
    '> [!CAUTION]',
    `> **Store \`${name}\` failed**${where}, with revision ${revision.slice(0, 12)}.`,
    '',
    markdownCode(`${reason}: ${message}`, 1_000),
    '',
    'What to do:',
    ...steps.map((step) => `- ${markdownCode(step, 1_000)}`),
    '',
    `\`urumi explain ${name}\` and \`kubectl logs --namespace store-${name} POD\` tell more. This comment changes when the store does.`,
    '',
  ].join('\n');
}

/** That it is well again. */
export function recoveryComment({ metadata, status }: StoreObject, revision: string): string {
  const at = status.url === undefined ? '' : ` It answers at ${markdownCode(status.url)}.`;
  return `Store \`${metadata.name}\` had failed, and is Ready by now, with revision ${revision.slice(0, 12)}.${at}\n`;
}
