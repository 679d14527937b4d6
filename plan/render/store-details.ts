import type { FieldChange, PlanStore } from '../plan-report.ts';
import { clusterLines } from './cluster-phrases.ts';
import { htmlCode, markdownCode } from './markdown-code.ts';
import { fitLines } from './fit-lines.ts';
import { effectWords } from './store-phrases.ts';

/** Characters that one store may take. */
const room = 6_000;

/** Everything about one store, folded. */
export function storeDetails(store: PlanStore): string {
  const { name, change, file, url, notes, fields } = store;
  const lines = [
    `- file ${markdownCode(file, 200)}${url === undefined ? '' : `, answers at ${markdownCode(url, 200)}`}`,
    ...notes.map((note) => `- ${markdownCode(note)}`),
    ...store.violations.map(
      ({ line, column, message }) => `- line ${line}, column ${column}: ${markdownCode(message, 400)}`,
    ),
    ...clusterLinesOf(store),
    ...fields.map((field) => `- ${fieldText(field)}`),
    ...objectLines(store),
  ];
  return [
    `<details><summary>${htmlCode(name, 60)} ${change}</summary>`,
    '',
    ...fitLines(lines, room, (left) => `- and ${left} more lines, which \`urumi plan\` prints`),
    '',
    '</details>',
  ].join('\n');
}

function clusterLinesOf({ cluster }: PlanStore): string[] {
  if (cluster === undefined) return [];
  return clusterLines(cluster, (text) => markdownCode(text, 400)).map((line) => `- ${line}`);
}

function objectLines({ objects, effects }: PlanStore): string[] {
  const words = new Map(effects.map((effect) => [effect.id, effectWords(effect)]));
  const suffix = (id: string): string => (words.has(id) ? `: ${words.get(id)}` : '');
  return [
    ...objects.changed.flatMap(({ id, fields, more }) => [
      `- changes ${markdownCode(id)}${suffix(id)}`,
      ...fields.map((field) => `  - ${fieldText(field)}`),
      ...(more > 0 ? [`  - ${more} more fields`] : []),
    ]),
    ...objects.created.map((id) => `- creates ${markdownCode(id)}${suffix(id)}`),
    ...objects.deleted.map((id) => `- deletes ${markdownCode(id)}`),
  ];
}

function fieldText({ path, before, after }: FieldChange): string {
  if (before === undefined) return `${markdownCode(path)}: ${markdownCode(after ?? '')} is new`;
  if (after === undefined) return `${markdownCode(path)}: ${markdownCode(before)} goes`;
  return `${markdownCode(path)}: ${markdownCode(before)} becomes ${markdownCode(after)}`;
}
