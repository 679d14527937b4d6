import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:tls';
import { parse } from 'yaml';

export interface ClientCredentials {
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** The client certificate and key that a kubeconfig file holds. */
export function credentialsIn(kubeconfig: string): ClientCredentials {
  const { user } = parse(readFileSync(kubeconfig, 'utf8')).users[0];
  const decode = (text: string) => Buffer.from(text, 'base64');
  return { cert: decode(user['client-certificate-data']), key: decode(user['client-key-data']) };
}

/**
 * Speaks HTTP/1.1 to a TLS port of this machine with these credentials; resolves to the answer's first line, rejects
 * when TLS is refused.
 */
export function speakTls(port: number, credentials: ClientCredentials): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...credentials });
    socket.setEncoding('utf8');
    // With TLS 1.3 a refused certificate shows only when something is read.
    socket.once('data', (text: string) => {
      socket.destroy();
      resolve(text.split('\r\n', 1)[0] ?? '');
    });
    socket.once('error', reject);
    socket.once('end', () => reject(new Error('the server closed the connection')));
    socket.write('GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n');
  });
}

/** The HTTP status for somebody without credentials. */
export function anonymousStatus(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    outgoing.once('error', reject);
    outgoing.end();
  });
}
