import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';

/** Which request it hits: the first of an operation, or those that ask for refs and packs. Default: all. */
interface When {
  readonly on?: 'GET' | 'POST';
}

/** What may go wrong with an answer. */
export type Fault = When &
  (
    | { readonly kind: 'status'; readonly status: number }
    /** Accepts and never answers. */
    | { readonly kind: 'hang' }
    /** Answers what is not Git's, with a content type that says otherwise. */
    | { readonly kind: 'garbage'; readonly body?: string }
    /** A page, as a captive portal would. */
    | { readonly kind: 'page' }
    | { readonly kind: 'redirect'; readonly to: string }
    /** A repository that was renamed: its old name redirects. */
    | { readonly kind: 'rename'; readonly from: string; readonly to: string }
    /** Cuts answers off after so many bytes. `clean`: as if that were all. */
    | { readonly kind: 'truncate'; readonly bytes: number; readonly clean: boolean }
    /** Closes the connection without an answer. */
    | { readonly kind: 'drop' }
    /** Sends the answer piece by piece. */
    | { readonly kind: 'slow'; readonly delayMs: number }
    /** Changes the answer's bytes. */
    | { readonly kind: 'alter'; readonly alter: (body: Buffer) => Buffer }
  );

/** Lets an answer go wrong. False: it is to be answered, though maybe not quite as it should. */
export function spoil(fault: Fault, request: IncomingMessage, response: ServerResponse): boolean {
  if (fault.on !== undefined && fault.on !== request.method) return false;
  if (fault.kind === 'truncate' || fault.kind === 'slow' || fault.kind === 'alter') {
    change(fault, response);
    return false;
  }
  return replace(fault, request, response);
}

function replace(fault: Exclude<Fault, Change>, request: IncomingMessage, response: ServerResponse): boolean {
  const url = request.url ?? '';
  const git = `application/x-git-upload-pack-${request.method === 'GET' ? 'advertisement' : 'result'}`;
  const page = (status: number, type: string, body: string) =>
    response.writeHead(status, { 'content-type': type }).end(body);
  if (fault.kind === 'rename' && !url.startsWith(fault.from)) return false;
  if (fault.kind === 'status') page(fault.status, 'text/plain', 'the server says\nno');
  if (fault.kind === 'garbage') page(200, git, fault.body ?? '\u0000\u0001 this is not Git');
  if (fault.kind === 'page') page(200, 'text/html', '<html>Please sign in</html>');
  if (fault.kind === 'redirect') response.writeHead(302, { location: fault.to + url }).end();
  if (fault.kind === 'rename') response.writeHead(301, { location: url.replace(fault.from, fault.to) }).end();
  if (fault.kind === 'drop') request.socket.destroy();
  return true;
}

type Change = Extract<Fault, { kind: 'truncate' | 'slow' | 'alter' }>;

function change(fault: Change, response: ServerResponse): void {
  const end = response.end.bind(response);
  const write = response.write.bind(response);
  response.end = ((body: Buffer) => {
    if (fault.kind === 'alter') return end(fault.alter(body));
    if (fault.kind === 'slow') void trickle(body, fault.delayMs);
    else if (fault.clean) end(body.subarray(0, fault.bytes));
    else write(body.subarray(0, fault.bytes), () => response.destroy());
    return response;
  }) as typeof response.end;

  async function trickle(body: Buffer, delayMs: number): Promise<void> {
    const step = Math.max(1, Math.ceil(body.length / 50));
    for (let at = 0; at < body.length && !response.destroyed; at += step) {
      write(body.subarray(at, at + step));
      await setTimeout(delayMs);
    }
    end();
  }
}
