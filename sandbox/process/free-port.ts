import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { SandboxError } from '../sandbox-error.ts';

// Below the ports that Linux (32768) and macOS (49152) give to outgoing connections: none of those can take the port
// between this look and the component's start.
const firstPort = 20_000;
const lastPort = 32_000;
const tries = 50;

const taken = new Set<number>();

/**
 * A TCP port on 127.0.0.1 that is free now and that this process has not been given before.
 *
 * @param preferred taken when it is free, so that addresses stay the same from start to start
 */
export async function freePort(preferred?: number): Promise<number> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const port = attempt === 0 && preferred !== undefined ? preferred : randomInt(firstPort, lastPort);
    if ((port === preferred || !taken.has(port)) && (await isFree(port))) {
      taken.add(port);
      return port;
    }
  }
  throw new SandboxError(
    'component-failed',
    `No free TCP port on 127.0.0.1 between ${firstPort} and ${lastPort} in ${tries} tries.`,
    'Stop what listens there, or look whether a firewall forbids listening on 127.0.0.1.',
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
