import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';

const path = '/api/v1/health/live';
const connections = 30;

/** The status that another address of this machine is answered with. */
export async function statusFrom(port: number, localAddress: string): Promise<number> {
  const request = get({ host: '127.0.0.1', port, path, localAddress, agent: false });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answer.resume();
  await once(answer, 'end');
  return answer.statusCode ?? 0;
}

/** Sends so many requests at once, one behind the other on a few connections. @returns how often each status was answered */
export async function floodOf(port: number, count: number): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  const each = count / connections;
  const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n`;
  const work = async (): Promise<void> => {
    const socket = connect(port, '127.0.0.1');
    socket.setEncoding('latin1');
    let answers = '';
    socket.on('data', (text: string) => (answers += text));
    await once(socket, 'connect');
    socket.write(`${request}\r\n`.repeat(each - 1) + `${request}Connection: close\r\n\r\n`);
    await once(socket, 'close');
    for (const [, status] of answers.matchAll(/HTTP\/1\.1 (\d{3}) /g))
      found.set(Number(status), (found.get(Number(status)) ?? 0) + 1);
  };
  await Promise.all(Array.from({ length: connections }, work));
  return found;
}
