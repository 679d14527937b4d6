import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PlanAnswer } from '../../server/api/store-wish.ts';
import { askApi } from '../read/read-api.ts';
import { ReadError } from '../read/read-error.ts';
import { problemsOf, type FileProblem } from './problem-view.ts';

/** A store file that nobody has saved. */
export interface PlanQuestion {
  readonly name: string;
  readonly text: string;
}

/** After this the server is asked again when others are planning, or the line is down, ms. */
const patience = 2_000;

/** What a file would do, as the server says it: asked again whenever the file is another one. */
export class PlanPreview implements ReactiveController {
  /** The last one; undefined: the file cannot be planned, or nothing was heard yet. */
  answer: PlanAnswer | undefined;
  /** What is wrong with the file. */
  problems: readonly FileProblem[] = [];
  /** Why the server could not say. */
  error: unknown;
  /** A newer answer is still to come. */
  isStale = true;
  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = new AbortController();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#asking.abort();
  }

  /** Lets go of everything: it is about another store now. */
  forget(): void {
    this.hostDisconnected();
    [this.answer, this.problems, this.error, this.isStale] = [undefined, [], undefined, true];
  }

  /**
   * @param question of the file as it is when the pause is over
   * @param pauseMs whoever types is not asked about each key
   */
  ask(question: () => PlanQuestion, pauseMs = 0): void {
    this.isStale = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(question), pauseMs);
  }

  async #ask(question: () => PlanQuestion): Promise<void> {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const headers = { 'Content-Type': 'application/json' };
    try {
      const body = JSON.stringify(question());
      this.answer = await askApi<PlanAnswer>('/plan', { method: 'POST', body, headers, signal });
      [this.problems, this.error, this.isStale] = [this.answer.report.violations, undefined, false];
    } catch (error) {
      if (signal.aborted) return;
      this.#refused(error, question);
    }
    this.#host.requestUpdate();
  }

  #refused(error: unknown, question: () => PlanQuestion): void {
    this.answer = undefined;
    this.problems = problemsOf(error);
    this.isStale = false;
    this.error = this.problems.length > 0 ? undefined : error;
    // Somebody else's turn, or the line is down.
    if (this.error instanceof ReadError && [0, 503].includes(this.error.status)) this.ask(question, patience);
  }
}
