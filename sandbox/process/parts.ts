import type { DataFolder } from './data-folder.ts';
import type { SandboxError } from '../sandbox-error.ts';
import { Component, type ComponentSpec } from './component.ts';

/** The components that make one thing, in the order in which they were started. */
export class Parts {
  readonly components: Record<string, Component> = {};
  readonly #data: DataFolder;
  readonly #onFailure: ((error: SandboxError) => void) | undefined;
  readonly #failure = new AbortController();
  #isReady = false;

  /** @param onFailure told of a component that ends by itself after `ready` */
  constructor(data: DataFolder, onFailure: ((error: SandboxError) => void) | undefined) {
    this.#data = data;
    this.#onFailure = onFailure;
  }

  /** Aborted, with the reason, when a component ends by itself before `ready`. */
  get failed(): AbortSignal {
    return this.#failure.signal;
  }

  start(spec: ComponentSpec, binary: string): void {
    const onUnexpectedExit = (error: SandboxError) => {
      if (this.#isReady) this.#onFailure?.(error);
      else this.#failure.abort(error);
    };
    const component = new Component({ spec, binary, data: this.#data, onUnexpectedExit });
    this.components[spec.name] = component;
    component.start();
  }

  ready(): void {
    this.#isReady = true;
  }

  /**
   * Stops all, the last one first: those who ask go before those who are asked, so that each can finish what it does.
   */
  async stop(): Promise<void> {
    for (const component of Object.values(this.components).toReversed()) await component.stop();
  }
}
