import { renderHistory } from '../render-history.ts';
import { renderAge } from '../render-age.ts';
import { renderTable } from '../table.ts';
import type { CurrentStage, Explanation } from '../../plan/explain/explanation.ts';

function ago(time: string | undefined, now: number): string {
  return time === undefined ? '' : `, for ${renderAge(now - Date.parse(time))}`;
}

function ahead(time: string, now: number): string {
  const left = Date.parse(time) - now;
  return left > 0 ? `in ${renderAge(left)}` : `${renderAge(-left)} ago`;
}

function stageLines(stage: CurrentStage | undefined, now: number): string[] {
  if (stage === undefined) return [];
  const deadline = stage.deadline === undefined ? '' : `; counts as failed ${ahead(stage.deadline, now)}`;
  const line = `Stage:     ${stage.name}, ${stage.state}${ago(stage.since, now)}${deadline}`;
  return stage.message === undefined ? [line] : [line, `           ${stage.message}`];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function tableLines(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : renderTable(headings, rows).trimEnd().split('\n');
}

function optional(label: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${label.padEnd(10)} ${value}`];
}

function head(e: Explanation, now: number): string[] {
  return [
    `Store:     ${e.store}`,
    `Phase:     ${e.phase}${ago(e.since, now)}`,
    `Because:   ${e.reason}${e.message === '' ? '' : `: ${e.message}`}`,
    ...stageLines(e.stage, now),
    ...optional('Held:', e.held),
    ...optional('Next:', e.next.length === 0 ? undefined : e.next.join(', then ')),
    ...optional('URL:', e.url),
    ...optional('Admin:', e.adminUrl),
    ...optional('File:', e.file),
    ...optional('Revision:', e.revision),
    ...optional('Closed:', e.closedAt && `${e.closedAt}, by revision ${e.closedBy ?? ''}`),
    ...optional('Purge:', e.purgeAt === undefined ? undefined : `${e.purgeAt} (${ahead(e.purgeAt, now)})`),
  ];
}

/**
 * An explanation for people.
 *
 * @param now ms since the epoch
 */
export function renderExplanation(e: Explanation, now: number): string {
  const age = (time: string): string => renderAge(now - Date.parse(time));
  const conditions = e.conditions.map((c) => [c.type, c.status, c.reason, age(c.lastTransitionTime), c.message]);
  const volumes = e.volumes.map(({ claim, size, volume, uid }) => [claim, size ?? '', volume ?? '', uid]);
  const events = e.events.map((event) => [age(event.at), event.type, event.reason, event.message]);
  const lines = [
    ...head(e, now),
    ...section('What to do', e.todo.length === 0 ? ['nothing'] : e.todo),
    ...section('Conditions', tableLines(['TYPE', 'STATUS', 'REASON', 'AGE', 'MESSAGE'], conditions)),
    ...section('Volumes', tableLines(['CLAIM', 'SIZE', 'VOLUME', 'UID'], volumes)),
    ...section('Revisions', renderHistory(e.history, now).split('\n').filter(Boolean)),
    ...section('Events', tableLines(['AGE', 'TYPE', 'REASON', 'MESSAGE'], events)),
  ];
  return `${lines.join('\n')}\n`;
}
