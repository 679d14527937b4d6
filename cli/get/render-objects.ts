import { stringify } from 'yaml';
import type { KubeObject } from '../../cluster/object.ts';
import { parseFleetObject, parseStoreObject } from '../../synth/spec/parse-objects.ts';
import type { OwnKind } from '../cluster/own-objects.ts';
import { renderTable, type Row } from '../table.ts';
import { fleetHeadings, fleetRemarks, fleetRow, type ListedFleet } from './fleet-table.ts';
import { storeRemarks } from './store-remarks.ts';
import { storeHeadings, storeRow } from './store-table.ts';

/** How `urumi get` prints, beside its table. */
export const outputs = ['wide', 'json', 'yaml'] as const;
export type Output = (typeof outputs)[number];

export interface Rendering {
  readonly kind: OwnKind;
  readonly items: readonly KubeObject[];
  /** False: one object was asked for by name. */
  readonly isList: boolean;
  readonly output: Output | 'table';
  /** ms since the epoch */
  readonly now: number;
}

function createdAt({ metadata }: KubeObject): number {
  return Date.parse(metadata.creationTimestamp ?? '');
}

function listedFleet(object: KubeObject): ListedFleet {
  return { fleet: parseFleetObject(object), createdAt: createdAt(object) };
}

export function headingsOf(kind: OwnKind, isWide: boolean): Row {
  return kind === 'Store' ? storeHeadings(isWide) : fleetHeadings(isWide);
}

/**
 * One object as a line of a table.
 *
 * @throws Error when this Urumi cannot read the object
 */
export function rowOf(kind: OwnKind, object: KubeObject, isWide: boolean, now: number): Row {
  if (kind === 'Fleet') return fleetRow(listedFleet(object), isWide, now);
  return storeRow({ store: parseStoreObject(object), createdAt: createdAt(object) }, isWide, now);
}

function renderTables({ kind, items, output, now }: Rendering): string {
  if (items.length === 0) return '';
  const isWide = output === 'wide';
  const table = renderTable(
    headingsOf(kind, isWide),
    items.map((item) => rowOf(kind, item, isWide, now)),
  );
  const remarks =
    kind === 'Store' ? storeRemarks(items.map(parseStoreObject), now) : fleetRemarks(items.map(listedFleet));
  return table + remarks;
}

/** Stores or Fleets as `urumi get` prints them: a table for people, or the objects as the API server has them. */
export function renderObjects(rendering: Rendering): string {
  const { items, isList, output } = rendering;
  if (output !== 'json' && output !== 'yaml') return renderTables(rendering);
  const answer = isList ? { apiVersion: 'v1', kind: 'List', items } : items[0];
  return output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : stringify(answer);
}
