import type { PlanReport, PlanStore } from '../plan-report.ts';
import { capacityText, countText } from './amounts.ts';
import { clusterPhrase, refusedObjects } from './cluster-phrases.ts';
import { dataAtRisk, riskSummary } from './data-at-risk.ts';
import { fitLines } from './fit-lines.ts';
import { footerSentences } from './footer.ts';
import { cellCode, markdownCode } from './markdown-code.ts';
import { storeDetails } from './store-details.ts';
import { countsPhrase, dataPhrase, effectsPhrase, objectsPhrase, suspendedSentence } from './store-phrases.ts';

/** GitHub takes comments of at most 65,536 characters; some are left for what a caller adds, such as a hidden marker. */
const defaultLimit = 65_000;

/** Shares of the room: what is at risk, what is wrong, one row per store; details get the rest. */
const shares = { risks: 0.15, problems: 0.15, refusals: 0.1, rows: 0.45 } as const;

/**
 * The report as a comment on a pull request: what is at risk first, then one row per store, the details folded. Everything that comes from
 * a file stands in code, where nothing is markup, a mention or a link. What does not fit is counted.
 *
 * @param limit characters (UTF-16), at least 10,000
 */
export function renderPlanMarkdown(report: PlanReport, { limit = defaultLimit } = {}): string {
  const sections = [
    riskAlert(report, limit * shares.risks),
    heading(report),
    suspension(report),
    problemList(report, limit * shares.problems),
    refusalList(report, limit * shares.refusals),
    guardAlert(report),
    storeTable(report, limit * shares.rows),
  ].filter((section) => section !== '');
  const footer = footerSentences(report)
    .map((sentence) => `<sub>${sentence}</sub>`)
    .join('\n');
  const used = [...sections, footer].reduce((sum, section) => sum + section.length + 2, 0);
  return `${[...sections, ...details(report.stores, limit - used), footer].join('\n\n')}\n`;
}

function riskAlert(report: PlanReport, room: number): string {
  const risks = dataAtRisk(report);
  if (risks.length === 0) return '';
  const lines = risks.map(
    ({ name, file, size, purge, undo }) =>
      `> - ${markdownCode(name, 60)}: **${size}**, ${purge}. To undo: ${undo[0]}${markdownCode(file, 120)}${undo[1]}.`,
  );
  const more = (left: number): string => `> - and ${countText(left, 'store')} more`;
  return [
    '> [!CAUTION]',
    `> **Data at risk: ${riskSummary(risks, report)}.**`,
    '>',
    ...fitLines(lines, room, more),
  ].join('\n');
}

function heading(report: PlanReport): string {
  const { base, head, fleet } = report;
  const capacity = capacityText(report.capacity);
  return [
    `**Plan for fleet ${markdownCode(fleet, 60)}: ${countsPhrase(report)}**`,
    `(${markdownCode(base.slice(0, 7))} to ${markdownCode(head.slice(0, 7))}${capacity === '' ? '' : `; in all ${capacity}`})`,
  ].join(' ');
}

function suspension({ suspended = false }: PlanReport): string {
  return suspended ? `> [!WARNING]\n> **The fleet is suspended**: ${suspendedSentence}.` : '';
}

function problemList({ violations }: PlanReport, room: number): string {
  if (violations.length === 0) return '';
  const lines = violations.map(
    ({ file, line, column, message }) =>
      `- ${markdownCode(`${file}:${line}:${column}`, 200)} ${markdownCode(message, 400)}`,
  );
  const title = `**${countText(violations.length, 'problem')}: the files stay without effect until this is mended**`;
  return [title, '', ...fitLines(lines, room, (left) => `- and ${left} more`)].join('\n');
}

function refusalList(report: PlanReport, room: number): string {
  const refused = refusedObjects(report);
  if (refused.length === 0) return '';
  const lines = refused.map(
    ({ store, id, message }) => `- ${markdownCode(store, 60)}: ${markdownCode(id, 250)} ${markdownCode(message, 400)}`,
  );
  const title = `**The cluster refuses ${countText(refused.length, 'object')}: merged like this, the stores stay as they are or stop half way**`;
  return [title, '', ...fitLines(lines, room, (left) => `- and ${left} more`)].join('\n');
}

function guardAlert({ guard, approval }: PlanReport): string {
  if (guard !== undefined) {
    const kind = guard.approvable ? 'WARNING' : 'CAUTION';
    return `> [!${kind}]\n> **No store is closed** (${guard.reason}). ${markdownCode(guard.message, 1000)}`;
  }
  return approval === undefined
    ? ''
    : `> [!WARNING]\n> The commit's message approves ${countText(approval.closures, 'closing')}, which ${approval.guard} would otherwise keep open.`;
}

function storeTable({ stores }: PlanReport, room: number): string {
  if (stores.length === 0) return '';
  const rows = stores.map((store) => {
    const data = [dataPhrase(store), capacityText(store.capacity)].filter((text) => text !== '').join('; ');
    const objects = [objectsPhrase(store), clusterPhrase(store)].filter((text) => text !== '').join(', ');
    return `| ${cellCode(store.name, 60)} | ${store.change} | ${objects} | ${effectsPhrase(store)} | ${data} |`;
  });
  const more = (left: number): string => `| and ${countText(left, 'store')} more | | | | |`;
  return [
    '| store | change | objects | pods and jobs | data and capacity |',
    '|---|---|---|---|---|',
    ...fitLines(rows, room, more),
  ].join('\n');
}

/** Whole stores as long as there is room; the count of the others at the end. */
function details(stores: readonly PlanStore[], room: number): string[] {
  const blocks = stores.map(storeDetails);
  // Each block is followed by an empty line.
  return fitLines(
    blocks.map((block) => `${block}\n`),
    room,
    (left) => `Details of ${countText(left, 'store')} more do not fit here; \`urumi plan\` prints them all.`,
  ).map((block) => block.trimEnd());
}
