const reasons = {
  /** The API server took a definition and does not serve it. */
  NotEstablished: 'look for another definition with the same names, then run `urumi install` again',
  /** What was deleted is still there. */
  NotGone: 'see its finalizers and pods (`kubectl describe`), then run `urumi uninstall` again',
} as const;

/** Urumi could not be put into a cluster, or be taken out of it. */
export class InstallError extends Error {
  override readonly name = 'InstallError';
  readonly code: keyof typeof reasons;
  /** Id or name of the object. */
  readonly object: string;

  private constructor(code: keyof typeof reasons, object: string, message: string) {
    super(`${message}; ${reasons[code]}`);
    this.code = code;
    this.object = object;
  }

  static notEstablished(definition: string, conditions: string): InstallError {
    const what = `could not install CustomResourceDefinition ${definition}: the API server does not serve it`;
    return new InstallError('NotEstablished', definition, `${what} (${conditions || 'it says nothing'})`);
  }

  static notGone(id: string, ms: number): InstallError {
    return new InstallError('NotGone', id, `could not uninstall ${id}: it is still there after ${ms / 1000} s`);
  }
}
