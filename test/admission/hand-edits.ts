import { editsAllowed } from './edits-allowed.ts';
import { editsOfStores } from './edits-of-stores.ts';
import { editsOfTheRest } from './edits-of-the-rest.ts';
import { editsOfWorkloads } from './edits-of-workloads.ts';
import type { HandEdit } from './hand-edit.ts';

/** Everything that hands are tried at, in the order in which it is tried: what is refused first. */
export const handEdits: readonly HandEdit[] = [
  ...editsOfWorkloads,
  ...editsOfTheRest,
  ...editsOfStores,
  ...editsAllowed,
];

/** The table of docs/admission.md. */
export function handEditTable(edits: readonly HandEdit[]): string {
  const rows = edits.map(({ command, outcome, why }) => {
    return `| ${command.replaceAll('|', '\\|')} | ${outcome === 'refused' ? 'refused' : '**allowed**'} | ${why} |`;
  });
  return ['| by hand | | why |', '|---|---|---|', ...rows, ''].join('\n');
}
