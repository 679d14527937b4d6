import { stringify } from 'yaml';
import { systemClock } from '../../cluster/clock.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import { kindInfo } from '../../cluster/kinds.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { Reflector } from '../../cluster/reflector.ts';
import { apiGroup } from '../../synth/spec/names.ts';
import { withoutManagedFields, type OwnKind } from '../cluster/own-objects.ts';
import type { Io } from '../io.ts';
import { columnWidths, renderRow, type Row } from '../table.ts';
import { headingsOf, rowOf, type Output } from './render-objects.ts';

export interface WatchRequest {
  readonly api: ApiConnection;
  readonly kind: OwnKind;
  readonly namespace: string;
  /** This object only. */
  readonly name: string | undefined;
  readonly output: Output | 'table';
  readonly io: Io;
  readonly signal: AbortSignal;
}

type Change = 'ADDED' | 'MODIFIED' | 'DELETED';

interface Printer {
  /** What there is when the watch begins. */
  begin(objects: readonly KubeObject[]): void;
  change(type: Change, object: KubeObject): void;
}

/** Columns are as wide as those of the first table, wider where a cell needs it. */
function tablePrinter({ kind, output, io }: WatchRequest): Printer {
  const isWide = output === 'wide';
  const headings = headingsOf(kind, isWide);
  let widths: number[] = [];
  let last = '';
  const print = (row: Row): void => {
    widths = columnWidths([row]).map((width, at) => Math.max(width, widths[at] ?? 0));
    const line = renderRow(row, widths);
    // A status that changes in ways that the table does not show is no news.
    if (line !== last) io.stdout(line);
    last = line;
  };
  return {
    begin(objects) {
      const rows = [headings, ...objects.map((object) => rowOf(kind, object, isWide, Date.now()))];
      widths = columnWidths(rows);
      for (const row of rows) print(row);
    },
    change(type, object) {
      const row = rowOf(kind, object, isWide, Date.now());
      print(type === 'DELETED' ? [...row, 'gone'] : row);
    },
  };
}

function objectPrinter({ output, io }: WatchRequest): Printer {
  const change = (type: Change, object: KubeObject): void => {
    const event = { type, object };
    io.stdout(output === 'json' ? `${JSON.stringify(event)}\n` : `---\n${stringify(event)}`);
  };
  return { begin: (objects) => objects.forEach((object) => change('ADDED', object)), change };
}

/** Prints what there is, then each change, until the signal is aborted. A watch that fails is tried again, and stderr says so. */
export async function watchObjects(request: WatchRequest): Promise<void> {
  const { api, namespace, name, io, signal } = request;
  const shown = new Map<string, KubeObject>();
  const isTable = request.output !== 'json' && request.output !== 'yaml';
  const printer = isTable ? tablePrinter(request) : objectPrinter(request);
  const complain = (fields: Readonly<Record<string, unknown>>, message: string): void => {
    const { error } = fields;
    io.stderr(`urumi get: ${message}${error instanceof Error ? `: ${error.message}` : ''}\n`);
  };
  const reflector = new Reflector<undefined>({
    api,
    clock: systemClock,
    random: Math.random,
    kind: kindInfo(request.kind, apiGroup),
    namespace,
    log: { debug: () => undefined, info: () => undefined, warn: complain, error: complain },
    project: () => undefined,
    onUpsert(id, _nothing, object) {
      if (name !== undefined && object.metadata.name !== name) return;
      const clean = withoutManagedFields(object);
      if (reflector.synced) printer.change(shown.has(id) ? 'MODIFIED' : 'ADDED', clean);
      shown.set(id, clean);
    },
    onDelete(id) {
      const object = shown.get(id);
      if (object !== undefined) printer.change('DELETED', object);
      shown.delete(id);
    },
    onSynced: () => printer.begin([...shown.values()]),
  });
  await reflector.run(signal);
}
