import type { PlanReport, PlanStore } from '../plan-report.ts';
import { countText, sizeText, timeText } from './amounts.ts';

/** A store whose data the merge puts at risk, in words. None of them comes from a file but `name` and `file`. */
export interface RiskPhrases {
  readonly name: string;
  readonly file: string;
  readonly mebibytes: number;
  /** `20 GiB (db-data 5 GiB, uploads 15 GiB)` */
  readonly size: string;
  /** When the data goes. */
  readonly purge: string;
  /** How to undo it, around the name of the file. */
  readonly undo: readonly [before: string, after: string];
}

/** The stores with data at risk: those whose data goes at once first. */
export function dataAtRisk({ stores, mergedAt }: PlanReport): RiskPhrases[] {
  const merge = Date.parse(mergedAt);
  const time = ({ purgeAt = mergedAt }: PlanStore): number => Date.parse(purgeAt);
  return stores
    .filter(({ volumes }) => volumes.atRisk.length > 0)
    .toSorted((a, b) => time(a) - time(b))
    .map((store) => phrases(store, time(store) - merge));
}

function phrases({ name, file, volumes, purgeAt = '' }: PlanStore, kept: number): RiskPhrases {
  const mebibytes = volumes.atRisk.reduce((sum, volume) => sum + volume.mebibytes, 0);
  const claims = volumes.atRisk.map((volume) => `${volume.claim} ${sizeText(volume.mebibytes)}`).join(', ');
  return {
    name,
    file,
    mebibytes,
    size: `${sizeText(mebibytes)} (${claims})`,
    purge:
      kept <= 0
        ? 'deleted at once, by its deletion settings'
        : `purged on ${timeText(purgeAt)}, ${spanText(kept)} after the merge`,
    undo:
      kept <= 0
        ? [
            'nothing brings the data back after the merge; keep ',
            ', or first merge a change of it that sets deletion.policy to Retain',
          ]
        : ['until then, revert the merge or restore ', ', and the shop reopens with its data'],
  };
}

const spans = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
] as const;

function spanText(ms: number): string {
  const [unit, word] = spans.find(([unit]) => ms >= unit) ?? [1000, 'second'];
  return countText(Number((ms / unit).toFixed(1)), word);
}

/** `merging closes 1 store that holds 20 GiB`; where a guard keeps it open, only an approval does. */
export function riskSummary(risks: readonly RiskPhrases[], { guard }: PlanReport): string {
  const size = sizeText(risks.reduce((sum, { mebibytes }) => sum + mebibytes, 0));
  const stores = `${countText(risks.length, 'store')} that ${risks.length === 1 ? 'holds' : 'hold'} ${size}`;
  return guard === undefined ? `merging closes ${stores}` : `once approved, merging closes ${stores}`;
}
