import type { StreamEvent, StreamMessage } from '../api/stream-messages.ts';

/**
 * A message as server-sent events write it (https://html.spec.whatwg.org/multipage/server-sent-events.html). JSON holds no line end, so one `data` line is enough.
 *
 * @param id what to go on after; absent: the client goes on after the one before
 */
export function eventText<Name extends StreamEvent>(event: Name, data: StreamMessage<Name>, id?: string): string {
  return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
