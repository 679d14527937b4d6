/** 0 fine, 1 the answer is no, 2 wrong usage, 3 could not reach something, 4 has to ask and there is nobody to answer. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** Where a command's answer, its remarks and its exit code go. */
export interface Io {
  /** The answer. Ends of lines are the caller's. */
  stdout: (text: string) => void;
  /** Progress, summaries and errors. Ends of lines are the caller's. */
  stderr: (text: string) => void;
  /** The last call counts; without one it is 0. */
  setExitCode: (code: ExitCode) => void;
  /** Whether `stdout` may have colours. */
  readonly color: boolean;
  /**
   * Asks the person at the terminal, on stderr; undefined when there is none. Resolves with one line, or with an empty one when the person
   * ends the input or interrupts.
   */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
}
