import { randomUUID } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { apiClient } from './api-client.ts';
import type { Credentials } from './credentials.ts';
import { controlPlaneFiles, type ControlPlaneSettings } from './settings.ts';
import { until } from '../process/until.ts';

/** One request to the API server, as its audit log tells it. */
export interface AuditedRequest {
  readonly user: string;
  readonly userAgent: string;
  /**
   * `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; for other URLs the HTTP method.
   */
  readonly verb: string;
  /** `deployments.apps`, `pods`, `stores.urumi.dev/status`; empty for other URLs. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** With its query. */
  readonly uri: string;
  /** HTTP status; 0 when it was never answered. */
  readonly code: number;
  /** When it came in, ms since the epoch. */
  readonly at: number;
}

/** A place in the audit log. */
export interface AuditMark {
  readonly offset: number;
}

export interface AuditLog {
  /** The place of now: requests answered before are before it. */
  mark(): Promise<AuditMark>;
  /**
   * Requests in the order in which they were logged, each once; a watch when it began, everything else when it was
   * done. The sandbox's own are left out.
   *
   * @param since default the beginning
   */
  requests(since?: AuditMark): Promise<AuditedRequest[]>;
}

const eventSchema = z.object({
  auditID: z.string(),
  verb: z.string(),
  requestURI: z.string(),
  userAgent: z.string().default(''),
  user: z.object({ username: z.string().default('') }),
  objectRef: z
    .object({
      resource: z.string().default(''),
      namespace: z.string().default(''),
      name: z.string().default(''),
      apiGroup: z.string().default(''),
      subresource: z.string().default(''),
    })
    .partial()
    .optional(),
  responseStatus: z.object({ code: z.number().default(0) }).optional(),
  requestReceivedTimestamp: z.string(),
});

const ownAgent = 'urumi-sandbox';
const patienceMs = 10_000;

/** The audit log of a control plane that was started with `audit: true`. */
export function openAuditLog(settings: ControlPlaneSettings, credentials: Credentials): AuditLog {
  const file = controlPlaneFiles(settings.root).auditLog;
  const requireAudit = () => {
    if (!settings.audit) throw new TypeError('This control plane keeps no audit log: start it with `audit: true`.');
  };
  /**
   * The API server answers before it logs, so a request of ours is sent and waited for: what was answered before is
   * logged by then, or next to it.
   */
  const settle = async (from: number) => {
    const api = apiClient(settings.url, credentials.authority, credentials.administrator);
    try {
      const uri = `/version?mark=${randomUUID()}`;
      await api.send('GET', uri);
      const isThere = async () =>
        (await readEvents(file, from)).some((event) => event.requestURI === uri) ? true : undefined;
      if (!(await until(isThere, { timeoutMs: patienceMs, intervalMs: 20 }))) {
        throw new Error(`The API server did not write to its audit log ${file} within ${patienceMs} ms.`);
      }
    } finally {
      api.close();
    }
  };
  return {
    async mark() {
      requireAudit();
      await settle(statSync(file).size);
      return { offset: statSync(file).size };
    },
    async requests(since = { offset: 0 }) {
      requireAudit();
      await settle(statSync(file).size);
      const events = await readEvents(file, since.offset);
      const first = new Map<string, AuditedRequest>();
      for (const event of events) {
        if (event.userAgent !== ownAgent && !first.has(event.auditID)) first.set(event.auditID, toRequest(event));
      }
      return [...first.values()];
    },
  };
}

async function readEvents(file: string, offset: number): Promise<z.infer<typeof eventSchema>[]> {
  const lines = createInterface({ input: createReadStream(file, { start: offset }), crlfDelay: Infinity });
  const events: z.infer<typeof eventSchema>[] = [];
  for await (const line of lines) {
    const event = parseLine(line);
    if (event !== undefined) events.push(event);
  }
  return events;
}

/** The last line may be half written. */
function parseLine(line: string): z.infer<typeof eventSchema> | undefined {
  if (!line.endsWith('}')) return undefined;
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function toRequest(event: z.infer<typeof eventSchema>): AuditedRequest {
  const { resource = '', apiGroup = '', subresource = '', namespace = '', name = '' } = event.objectRef ?? {};
  return {
    user: event.user.username,
    userAgent: event.userAgent,
    verb: event.verb,
    resource: `${resource}${apiGroup === '' ? '' : `.${apiGroup}`}${subresource === '' ? '' : `/${subresource}`}`,
    namespace,
    name,
    uri: event.requestURI,
    code: event.responseStatus?.code ?? 0,
    at: Date.parse(event.requestReceivedTimestamp),
  };
}
