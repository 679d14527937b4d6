import { html, nothing, type TemplateResult } from 'lit';
import type { PlanAnswer } from '../../server/api/store-wish.ts';
import { icon } from '../parts/icon.ts';
import { plural } from '../words/plural.ts';

type Report = PlanAnswer['report'];
type Planned = Report['stores'][number];

function size(mebibytes: number): string {
  const text = Math.abs(mebibytes) >= 1024 ? `${Number((mebibytes / 1024).toFixed(1))} GiB` : `${mebibytes} MiB`;
  return mebibytes > 0 ? `+${text}` : text;
}

function figure(value: string, note: string): TemplateResult {
  return html`<div><b>${value}</b><span>${note}</span></div>`;
}

function podFigure({ memoryRequests, cpuRequests }: Report['capacity']): TemplateResult {
  if (memoryRequests === 0 && cpuRequests === 0) return figure('As much', 'memory and cpu for its pods as now');
  return figure(`${size(memoryRequests)}, ${cpuRequests / 1_000} cpu`, 'more than now, for its pods');
}

function figures({ objects, effects, volumes, change, url }: Planned, { capacity }: Report): TemplateResult {
  const { created, changed, deleted } = objects;
  const total = created.length + changed.length + deleted.length;
  const replaced = effects.filter(({ effect }) => effect === 'pods-replaced').length;
  const plain = capacity.storage === 0 ? 'storage as now' : 'storage';
  const grown = volumes.grow.length === 0 ? plain : `storage, ${plural(volumes.grow.length, 'volume')} larger`;
  return html`<div class="sums">
    ${figure(plural(total, 'object'), `${created.length} created, ${changed.length} changed, ${deleted.length} removed`)}
    ${podFigure(capacity)} ${figure(capacity.storage === 0 ? 'As much' : size(capacity.storage), grown)}
    ${
      change === 'opened' && url !== undefined
        ? figure('1 address', url.replace(/^https?:\/\//, ''))
        : figure(
            replaced === 0 ? 'No restart' : plural(replaced, 'workload'),
            replaced === 0 ? 'nothing that runs is replaced' : 'restart, one pod after the other',
          )
    }
  </div>`;
}

function details({ fields, effects, notes }: Planned): TemplateResult | typeof nothing {
  if (fields.length + effects.length + notes.length === 0) return nothing;
  const words = {
    'pods-replaced': 'its pods are replaced',
    'pods-stopped': 'its pods stop',
    'pods-started': 'its pods start',
    'job-runs': 'runs',
  };
  return html`<ul class="list">
    ${fields.map(
      ({ path, before, after }) =>
        html`<li>
          <code>${path}</code
          ><span class="grow wraps"
            >${before === undefined ? nothing : html`<del>${before}</del> `}${after === undefined ? 'taken away' : html`<ins>${after}</ins>`}</span
          >
        </li>`,
    )}
    ${effects.map(({ id, effect }) => html`<li><code class="wraps">${id.split('/').at(-1)}</code><span class="grow">${words[effect]}</span></li>`)}
    ${notes.map((note) => html`<li><span class="grow wraps">${note}</span></li>`)}
  </ul>`;
}

const conclusions: Readonly<Record<Planned['change'], string>> = {
  opened: 'A new store',
  changed: 'A change',
  reopened: 'Reopens it with its data',
  held: 'Cannot be applied',
  closed: 'Closes it',
  protected: 'Stays open',
};

function chip({ report: { violations, stores } }: PlanAnswer): TemplateResult {
  if (violations.length > 0)
    return html`<span class="chip fail">${icon('close')}${plural(violations.length, 'problem')}</span>`;
  const [planned] = stores;
  return html`<span class="chip ready"
    >${icon('check')}${planned === undefined ? 'No change' : conclusions[planned.change]}</span
  >`;
}

function content(answer: PlanAnswer | undefined): TemplateResult {
  const say = (text: string): TemplateResult => html`<p class="pad q">${text}</p>`;
  if (answer === undefined) return say('The plan comes with a name that a store can have.');
  if (answer.report.violations.length > 0) return say('Nothing, until what is marked above is mended.');
  const [planned] = answer.report.stores;
  if (planned === undefined) return say('Nothing: the file says what it said before.');
  return html`${figures(planned, answer.report)} ${details(planned)}`;
}

/** What the file would do, before anything is sent. `undefined`: it is being worked out. */
export function planPanel(answer: PlanAnswer | undefined, isStale: boolean): TemplateResult {
  const at = answer?.report.base.slice(0, 7);
  return html`<section
    class="sheet card bleed plan-panel ${isStale ? 'stale' : ''}"
    aria-labelledby="plan-title"
    aria-busy=${isStale ? 'true' : 'false'}
  >
    <header>
      <h2 id="plan-title">What this would do</h2>
      <span class="note q">${at === undefined ? '' : html`against the stores that run, at <code>${at}</code>`}</span>
      <span class="grow"></span>
      ${answer === undefined ? nothing : chip(answer)}
    </header>
    ${content(answer)}
  </section>`;
}
