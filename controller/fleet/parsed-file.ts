/** A store file that can be applied. */
export interface ValidFile {
  readonly name: string;
  /** Extra domains, as in `spec.hosts`. */
  readonly hosts: readonly string[];
  readonly owner?: string;
  /** `spec` as the file has it, without defaults: a default that changes later then reaches the stores that never chose. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** `file:line:column` of a field, such as `['spec', 'hosts', 0]`; of the nearest field around it when it is absent. */
  place(field: readonly (string | number)[]): string;
}

/** A file's content, judged alone: either what to apply, or every complaint as `file:line:column: message`. */
export type ParsedFile =
  | { readonly valid: true; readonly file: ValidFile }
  | { readonly valid: false; readonly messages: readonly string[] };
