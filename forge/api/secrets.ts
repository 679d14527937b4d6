/** Values that must not show in any message: those of the last few credentials that were used. */
export class Secrets {
  readonly #values: string[] = [];

  add(value: string): void {
    if (value === '' || this.#values.includes(value)) return;
    this.#values.push(value);
    if (this.#values.length > 8) this.#values.shift();
  }

  /** Takes them out of a text, in every form that a forge or a library might echo them. */
  scrub(text: string): string {
    return this.#values
      .flatMap((value) => [Buffer.from(value).toString('base64'), encodeURIComponent(value), value])
      .reduce((scrubbed, form) => scrubbed.replaceAll(form, '***'), text);
  }
}
