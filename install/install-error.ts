/** The API server took a definition and does not serve it. */
export class InstallError extends Error {
  override readonly name = 'InstallError';
  readonly code = 'NotEstablished';
  readonly definition: string;

  constructor(definition: string, conditions: string) {
    super(
      `could not install CustomResourceDefinition ${definition}: the API server does not serve it (${conditions || 'it says nothing'}); look for another definition with the same names, then run \`urumi install\` again`,
    );
    this.definition = definition;
  }
}
