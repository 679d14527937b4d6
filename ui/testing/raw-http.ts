import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends bytes as they are and waits for the first line of the answer. @returns its status; 0 when there was no answer */
export async function rawRequest(port: number, text: string): Promise<{ readonly status: number }> {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('latin1');
  let answer = '';
  socket.on('data', (chunk: string) => (answer += chunk));
  await once(socket, 'connect');
  socket.write(text);
  await once(socket, 'close');
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0) };
}

/** One server-sent event. */
export interface SentEvent {
  readonly event: string;
  readonly data: string;
}

function parsed(block: string): SentEvent {
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
  return { event: field('event'), data: field('data') };
}

/** The first events of a stream, which is then closed. */
export async function firstEvents(url: string, count: number): Promise<SentEvent[]> {
  const { body } = await fetch(url, { signal: AbortSignal.timeout(20_000) });
  const decoder = new TextDecoder();
  let text = '';
  let events: SentEvent[] = [];
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n').slice(0, -1);
    events = blocks.filter((block) => block.startsWith('event:')).map(parsed);
    if (events.length >= count) break;
  }
  return events.slice(0, count);
}
