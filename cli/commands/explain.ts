import { Option, type Command } from 'commander';
import type { ApiConnection } from '../../cluster/connection.ts';
import { isApiError } from '../../cluster/errors.ts';
import type { KubeObject } from '../../cluster/object.ts';
import type { FleetObject } from '../../synth/spec/objects.ts';
import { parseFleetObject, parseStoreObject } from '../../synth/spec/parse-objects.ts';
import { labels } from '../../synth/spec/names.ts';
import { openCluster, withClusterOptions, type ClusterOptions } from '../cluster/open-cluster.ts';
import { ownCollection, readOwn } from '../cluster/own-objects.ts';
import { explainStore } from '../../plan/explain/explain-store.ts';
import type { ExplainedEvent } from '../../plan/explain/explanation.ts';
import { renderExplanation } from '../explain/render-explanation.ts';
import type { Io } from '../io.ts';

/** How many of a store's last Events are told. */
const mostEvents = 10;

interface ExplainOptions extends ClusterOptions {
  readonly output: 'text' | 'json';
}

interface LiveEvent extends KubeObject {
  readonly note?: string;
  readonly reason?: string;
  readonly type?: string;
  readonly eventTime?: string | null;
  readonly deprecatedLastTimestamp?: string | null;
  readonly series?: { readonly lastObservedTime?: string };
}

const help = `
Exit codes: 0 explained, 1 there is no such store, 3 the cluster could not be reached.

Examples:
  urumi explain demo-shop
  urumi explain demo-shop -o json   for scripts, see docs/cli.md
`;

/** Adds `urumi explain` to the program. */
export function registerExplain(program: Command, io: Io): void {
  const command = program
    .command('explain')
    .summary('say what a store waits for, and what to do')
    .description('Say how a store fares: its phase, what it waits for, since when, what comes next, and what to do.')
    .argument('<store>', 'name of the store')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', help);
  withClusterOptions(command).action((name: string, options: ExplainOptions) => explain(name, options, io));
}

function explainedEvent(event: LiveEvent): ExplainedEvent {
  const at =
    event.series?.lastObservedTime ??
    event.eventTime ??
    event.deprecatedLastTimestamp ??
    event.metadata.creationTimestamp;
  return { at: at ?? '', type: event.type ?? '', reason: event.reason ?? '', message: event.note ?? '' };
}

async function eventsOf(api: ApiConnection, namespace: string, name: string): Promise<ExplainedEvent[]> {
  const fieldSelector = `regarding.kind=Store,regarding.name=${name}`;
  const path = `/apis/events.k8s.io/v1/namespaces/${namespace}/events`;
  const { items } = await api.request<{ items: LiveEvent[] }>({ method: 'GET', path, query: { fieldSelector } });
  return items
    .map(explainedEvent)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .slice(-mostEvents);
}

/** The store's fleet; undefined when it is gone. */
async function fleetOf(
  api: ApiConnection,
  namespace: string,
  name: string | undefined,
): Promise<FleetObject | undefined> {
  if (name === undefined) return undefined;
  try {
    return parseFleetObject(
      await api.request<KubeObject>({ method: 'GET', path: `${ownCollection('Fleet', namespace)}/${name}` }),
    );
  } catch (error) {
    if (isApiError(error, 'NotFound')) return undefined;
    throw error;
  }
}

async function explain(name: string, options: ExplainOptions, io: Io): Promise<void> {
  const { namespace, output } = options;
  const api = await openCluster(options);
  try {
    const store = parseStoreObject(await readOwn(api, 'Store', namespace, name));
    const [fleet, events] = await Promise.all([
      fleetOf(api, namespace, store.metadata.labels[labels.fleet]),
      eventsOf(api, namespace, name),
    ]);
    const explanation = explainStore({ store, events, ...(fleet && { fleet }) });
    io.stdout(
      output === 'json' ? `${JSON.stringify(explanation, null, 2)}\n` : renderExplanation(explanation, Date.now()),
    );
  } finally {
    await api.close();
  }
}
