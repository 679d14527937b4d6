/** The controller cannot start, and starting it again does not help before somebody has done something. */
export class ControllerError extends Error {
  override readonly name = 'ControllerError';
  readonly code: 'NotInstalled';

  constructor(server: string, cause: unknown) {
    super(
      `could not start the controller on ${server}: the cluster knows neither Store nor Fleet; prepare it with \`urumi install\`, then start again`,
      { cause },
    );
    this.code = 'NotInstalled';
  }
}
