/** A value that is asked for once. A failure is not remembered. */
export class Remembered<T> {
  #value: { readonly value: T } | undefined;

  async get(ask: () => Promise<T>): Promise<T> {
    this.#value ??= { value: await ask() };
    return this.#value.value;
  }
}
