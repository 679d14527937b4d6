/** Where a command's answer, its remarks and its exit code go. */
export interface Io {
  /** The answer. Ends of lines are the caller's. */
  stdout: (text: string) => void;
  /** Progress, summaries and errors. Ends of lines are the caller's. */
  stderr: (text: string) => void;
  /** 0 fine, 1 the answer is no, 2 wrong usage, 3 could not reach something. The last call counts; without one it is 0. */
  setExitCode: (code: 0 | 1 | 2 | 3) => void;
  /** Whether `stdout` may have colours. */
  readonly color: boolean;
}
