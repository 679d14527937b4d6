import { renderProblem } from '../../synth/spec/problem.ts';
import type { Problem } from '../../synth/spec/problem.ts';
import type { Report } from './check-manifests.ts';

export const formats = ['text', 'json', 'github'] as const;
export type Format = (typeof formats)[number];

/** The answer in a format; empty for text and github when there are no problems. */
export function renderReport(report: Report, format: Format): string {
  if (format === 'json') {
    const { stores, fleets, problems } = report;
    return `${JSON.stringify({ valid: problems.length === 0, stores, fleets, problems }, null, 2)}\n`;
  }
  return report.problems
    .map((problem) => `${format === 'github' ? annotation(problem) : renderProblem(problem)}\n`)
    .join('');
}

/** One line for people: what was read, and how much is wrong with it. */
export function renderSummary({ stores, fleets, problems }: Report): string {
  const read = `${count(stores, 'store')} and ${count(fleets, 'fleet')}`;
  const files = new Set(problems.map(({ file }) => file)).size;
  return problems.length === 0
    ? `${read}: nothing wrong`
    : `${read}: ${count(problems.length, 'problem')} in ${count(files, 'file')}`;
}

function count(amount: number, word: string): string {
  return `${amount} ${word}${amount === 1 ? '' : 's'}`;
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message */
function annotation({ file, line, column, message }: Problem): string {
  return `::error file=${escapeProperty(file)},line=${line},col=${column}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
