import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Passes connections on to another port of this machine, until it is cut: then whoever asks is refused, as by a server that is away. */
export class Relay implements AsyncDisposable {
  readonly port: number;
  /** Connections that were taken. */
  taken = 0;
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  private constructor(target: number, server: Server) {
    this.#target = target;
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.#take(server);
  }

  static async to(target: number): Promise<Relay> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Relay(target, server);
  }

  /** Breaks what is open, and takes nothing more. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    server?.close();
    for (const socket of this.#sockets) socket.destroy();
    if (server !== undefined) await once(server, 'close');
  }

  /** Takes connections again, at the same port. */
  async mend(): Promise<void> {
    const server = createServer().listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.#take(server);
    this.#server = server;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.cut();
  }

  #take(server: Server): void {
    server.on('connection', (from) => {
      this.taken += 1;
      const to = connect(this.#target, '127.0.0.1');
      for (const [one, other] of [
        [from, to],
        [to, from],
      ] as const) {
        this.#sockets.add(one);
        one.on('error', () => other.destroy()); // the other end hears of it in the same way
        one.on('close', () => this.#sockets.delete(one));
        one.pipe(other);
      }
    });
  }
}
