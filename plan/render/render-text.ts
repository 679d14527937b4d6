import { renderProblem } from '../../synth/spec/problem.ts';
import type { FieldChange, PlanReport, PlanStore } from '../plan-report.ts';
import { capacityText } from './amounts.ts';
import { clusterLines, clusterPhrase, refusedObjects } from './cluster-phrases.ts';
import { dataAtRisk, riskSummary } from './data-at-risk.ts';
import { footerSentences } from './footer.ts';
import { oneLine } from './one-line.ts';
import {
  countsPhrase,
  dataPhrase,
  effectWords,
  effectsPhrase,
  objectsPhrase,
  suspendedSentence,
} from './store-phrases.ts';

/** The report for a terminal: nothing from a file can control it. */
export function renderPlanText(report: PlanReport): string {
  const { base, head, fleet, stores } = report;
  const sections = [
    [`${base.slice(0, 7)} -> ${head.slice(0, 7)} for fleet ${oneLine(fleet)}: ${countsPhrase(report)}`],
    report.suspended ? ['THE FLEET IS SUSPENDED', `  ${suspendedSentence}`] : [],
    riskLines(report),
    problemLines(report),
    refusalLines(report),
    guardLines(report),
    table(stores),
    ...stores.map(storeLines),
    totalLines(report),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function riskLines(report: PlanReport): string[] {
  const risks = dataAtRisk(report);
  if (risks.length === 0) return [];
  return [
    `DATA AT RISK: ${riskSummary(risks, report)}`,
    ...risks.flatMap(({ name, file, size, purge, undo }) => [
      `  ${oneLine(name)}: ${size}, ${purge}`,
      `    undo: ${undo[0]}${oneLine(file)}${undo[1]}`,
    ]),
  ];
}

function problemLines({ violations }: PlanReport): string[] {
  return violations.length === 0
    ? []
    : ['PROBLEMS', ...violations.map((problem) => `  ${oneLine(renderProblem(problem), 1000)}`)];
}

function refusalLines(report: PlanReport): string[] {
  const refused = refusedObjects(report);
  if (refused.length === 0) return [];
  return ['REFUSED BY THE CLUSTER', ...refused.map(({ id, message }) => `  ${oneLine(id)}: ${oneLine(message, 1000)}`)];
}

function guardLines({ guard, approval }: PlanReport): string[] {
  if (guard !== undefined) return [`NO STORE IS CLOSED (${guard.reason})`, `  ${oneLine(guard.message, 1000)}`];
  return approval === undefined
    ? []
    : [`Approved: ${approval.closures} closings, which ${approval.guard} would keep open`];
}

function table(stores: readonly PlanStore[]): string[] {
  if (stores.length === 0) return [];
  const rows = stores.map((store) => [
    oneLine(store.name, 60),
    store.change,
    [objectsPhrase(store), clusterPhrase(store)].filter((text) => text !== '').join(', '),
    effectsPhrase(store),
    [dataPhrase(store), capacityText(store.capacity)].filter((text) => text !== '').join('; '),
  ]);
  const all = [['STORE', 'CHANGE', 'OBJECTS', 'PODS AND JOBS', 'DATA AND CAPACITY'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('   ')
      .trimEnd(),
  );
}

function storeLines(store: PlanStore): string[] {
  const { name, change, file, url, notes, fields, objects } = store;
  const effects = new Map(store.effects.map((effect) => [effect.id, effectWords(effect)]));
  const suffix = (id: string): string => (effects.has(id) ? `   ${effects.get(id)}` : '');
  return [
    `${oneLine(name)}: ${change}, ${oneLine(file)}${url === undefined ? '' : `, ${oneLine(url)}`}`,
    ...notes.map((note) => `  (${oneLine(note)})`),
    ...clusterLinesOf(store),
    ...fields.map((field) => `  ${fieldLine(field)}`),
    ...objects.created.map((id) => `  + ${oneLine(id)}${suffix(id)}`),
    ...objects.changed.flatMap(({ id, fields, more }) => [
      `  ~ ${oneLine(id)}${suffix(id)}`,
      ...fields.map((field) => `      ${fieldLine(field)}`),
      ...(more > 0 ? [`      ${more} more fields`] : []),
    ]),
    ...objects.deleted.map((id) => `  - ${oneLine(id)}`),
  ];
}

function clusterLinesOf({ cluster }: PlanStore): string[] {
  if (cluster === undefined) return [];
  return clusterLines(cluster, (text) => oneLine(text, 1000)).map((line) => `  ! ${line}`);
}

function fieldLine({ path, before, after }: FieldChange): string {
  const [old, wanted] = [before, after].map((value) => (value === undefined ? 'nothing' : oneLine(value)));
  return `${oneLine(path)}: ${old} -> ${wanted}`;
}

function totalLines(report: PlanReport): string[] {
  const capacity = capacityText(report.capacity);
  return [...(capacity === '' ? [] : [`In all: ${capacity}`]), ...footerSentences(report)];
}
