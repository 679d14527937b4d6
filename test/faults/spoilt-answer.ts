import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import type { Fault, ProxiedRequest } from './fault.ts';

/** Headers that are about one connection and not about the request. */
const ofTheConnection = new Set(['connection', 'host', 'keep-alive', 'transfer-encoding', 'expect']);

/** The headers of a request or an answer that a proxy hands on. */
export function passedOn(headers: NodeJS.Dict<string | string[]>): Record<string, string | string[]> {
  const passed: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !ofTheConnection.has(name)) passed[name] = value;
  }
  return passed;
}

/** Carries out a fault for which the server need not be asked. @returns whether it was one */
export function isUnasked(fault: Fault, request: ProxiedRequest, response: ServerResponse): boolean {
  if (fault.kind === 'resetBefore') response.socket?.resetAndDestroy();
  if (fault.kind === 'answer') refuse(fault, request, response);
  return ['hang', 'resetBefore', 'answer'].includes(fault.kind);
}

/** Answers in the API server's words; Git shows such a text as it is. */
function refuse(fault: Fault & { kind: 'answer' }, request: ProxiedRequest, response: ServerResponse): void {
  const { status, reason = '', retryAfterSeconds } = fault;
  const message = 'a fault of the test';
  request.status = status;
  response
    .writeHead(status, {
      'content-type': 'application/json',
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    })
    .end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code: status }));
}

/** Passes the server's whole answer on, or what the request's fault leaves of it. */
export async function deliver(
  answer: Dispatcher.ResponseData,
  request: ProxiedRequest,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const content = Buffer.from(await answer.body.arrayBuffer());
  const { fault } = request;
  if (fault?.kind === 'resetAfter') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault?.kind === 'late') await sleep(fault.ms, undefined, { signal });
  request.status = answer.statusCode;
  const headers = passedOn(answer.headers);
  if (fault?.kind !== 'truncate') {
    response.writeHead(answer.statusCode, headers).end(content);
    return;
  }
  const half = content.subarray(0, Math.floor(content.length / 2));
  if (fault.clean) response.writeHead(answer.statusCode, { ...headers, 'content-length': half.length }).end(half);
  else response.writeHead(answer.statusCode, headers).write(half, () => response.socket?.resetAndDestroy());
}
