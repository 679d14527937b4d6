import type { z } from 'zod';
import { checkValue } from './check-value.ts';
import { decodeText } from './decode-text.ts';
import type { Finding } from './explain-issue.ts';
import { fieldPath } from './field-path.ts';
import type { Problem } from './problem.ts';
import { readYaml } from './yaml-document.ts';
import type { YamlFields } from './yaml-fields.ts';

interface Manifest<Schema extends z.ZodType> {
  readonly manifest: z.output<Schema>;
  readonly fields: YamlFields;
}

/** More than this are counted, not listed. */
const maxProblems = 50;

/**
 * Reads a file against a schema. All problems of the file are given, in the order of the file.
 *
 * @param rules what the schema cannot say: gets the document as JSON values, which may be of any shape
 */
export function parseManifest<Schema extends z.ZodType>(
  schema: Schema,
  bytes: Uint8Array,
  file: string,
  rules: (value: unknown) => readonly Finding[] = () => [],
): Manifest<Schema> | { problems: readonly Problem[] } {
  const decoded = decodeText(bytes, file);
  if ('problem' in decoded) return { problems: [decoded.problem] };
  const { document, problems } = readYaml(decoded.text, file);
  if (document === undefined) return { problems: inOrder(problems) };

  const { value, fields } = document;
  const checked = checkValue(schema, value, fields.source.bind(fields));
  const findings = [...checked.findings, ...rules(value)].map((finding) => locate(finding, file, fields));
  const all = [...problems, ...findings];
  return checked.data !== undefined && all.length === 0
    ? { manifest: checked.data, fields }
    : { problems: inOrder(all) };
}

function locate({ path, code, message, at }: Finding, file: string, fields: YamlFields): Problem {
  const position = at === 'key' ? fields.keyPosition(path) : fields.valuePosition(path);
  return { file, ...position, path: fieldPath(path), code, message };
}

function inOrder(problems: readonly Problem[]): Problem[] {
  const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const last = sorted[maxProblems];
  if (last === undefined) return sorted;
  const rest: Problem = {
    ...last,
    path: '',
    code: 'more-problems',
    message: `and ${sorted.length - maxProblems} more problems in this file`,
  };
  return [...sorted.slice(0, maxProblems), rest];
}
