import { Composer, isMap, isScalar, isSeq, Lexer, LineCounter, Parser, visit } from 'yaml';
import type { CST, Document, YAMLError } from 'yaml';
import type { Problem, ProblemCode } from './problem.ts';
import { locateFields, positionAt } from './yaml-fields.ts';
import type { YamlFields } from './yaml-fields.ts';

interface Reading {
  /** Absent when the text is not one readable mapping. */
  readonly document?: { readonly value: unknown; readonly fields: YamlFields };
  readonly problems: readonly Problem[];
}

/** Collections within collections, with the parser's own levels: a Fleet needs about 12. */
const maxDepth = 64;

/**
 * Reads a file that must be exactly one YAML 1.2 mapping with text keys, without aliases and with plain tags only.
 * Duplicate keys and unknown tags are problems, but the document is still given, so that the rest of it can be checked too.
 */
export function readYaml(text: string, file: string): Reading {
  const lines = new LineCounter();
  const problem = ({ code, message, offset = 0 }: Fault): Problem => ({
    file,
    ...positionAt(lines, offset),
    path: '',
    code,
    message,
  });
  const { tokens, tooDeepAt } = tokenise(text, lines);
  if (tooDeepAt !== undefined)
    return { problems: [problem({ code: 'too-deep', message: tooDeepMessage, offset: tooDeepAt })] };

  const composer = new Composer({
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    version: '1.2',
    logLevel: 'silent',
  });
  const [document, second] = composer.compose(tokens, true, text.length);
  if (second !== undefined)
    return { problems: [problem({ code: 'several-documents', message: severalMessage, offset: second.range[0] })] };
  if (document === undefined) return { problems: [problem({ code: 'empty', message: emptyMessage })] };

  const faults = [...document.errors, ...document.warnings].map((error) => explain(error, text));
  faults.push(...versionFaults(document), ...aliasFaults(document, text));
  const shape = faults.some(({ code }) => code === 'yaml-syntax' || code === 'alias')
    ? undefined
    : shapeFault(document.contents);
  const problems = [...faults, ...(shape ?? [])].map(problem);
  if (shape === undefined || shape.length > 0) return { problems };
  return {
    document: { value: document.toJS({ maxAliasCount: 0 }) as unknown, fields: locateFields(document, lines) },
    problems,
  };
}

interface Fault {
  readonly code: ProblemCode;
  readonly message: string;
  readonly offset?: number;
}

const mappingMessage = 'a store or fleet file is a mapping with the fields apiVersion, kind, metadata and spec';
const tooDeepMessage = 'too many levels of lists and mappings within each other: a store file needs three';
const severalMessage =
  'a second document starts here: a file holds one store; put the other into a file of its own and remove the ---';
const emptyMessage = `the file is empty: ${mappingMessage}`;

function tokenise(text: string, lines: LineCounter): { tokens: CST.Token[]; tooDeepAt?: number } {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > maxDepth) return { tokens, tooDeepAt: parser.offset };
  }
  tokens.push(...parser.end());
  return { tokens };
}

function explain({ code, message, pos: [offset] }: YAMLError, text: string): Fault {
  if (code === 'DUPLICATE_KEY')
    return {
      code: 'duplicate-key',
      message: `the field ${keyAt(text, offset)} is there twice: remove one of them`,
      offset,
    };
  if (code === 'TAG_RESOLVE_FAILED') {
    const tag = /^\S{1,60}/.exec(text.slice(offset))?.[0] ?? '';
    return { code: 'unknown-tag', message: `the tag ${tag} is not allowed: write plain values without tags`, offset };
  }
  const reason = code === 'NON_STRING_KEY' ? 'a key must be text' : printable(message.split('\n', 1)[0] ?? '');
  return { code: 'yaml-syntax', message: `not valid YAML: ${reason}`, offset };
}

/** A file is text without control characters but for line ends; one of those, quoted, would break a message in two. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '\u{fffd}');
}

function keyAt(text: string, offset: number): string {
  return JSON.stringify(/^["']?([^"':\s]{1,60})/.exec(text.slice(offset))?.[1] ?? '');
}

function versionFaults(document: Document.Parsed): Fault[] {
  const { explicit, version } = document.directives.yaml;
  if (explicit !== true || version === '1.2') return [];
  return [
    {
      code: 'yaml-syntax',
      message: `not valid YAML: version ${version} is not allowed: remove the %YAML line, or write %YAML 1.2`,
    },
  ];
}

function aliasFaults(document: Document.Parsed, text: string): Fault[] {
  const faults: Fault[] = [];
  if (!text.includes('*')) return faults;
  visit(document, {
    Alias(_, { range }) {
      faults.push({ code: 'alias', message: 'aliases are not allowed: write the value out', offset: range?.[0] ?? 0 });
    },
  });
  return faults;
}

function shapeFault(contents: unknown): Fault[] {
  if (isMap(contents)) return [];
  if (contents === null || (isScalar(contents) && contents.value === null))
    return [{ code: 'empty', message: emptyMessage }];
  return [
    {
      code: 'not-a-mapping',
      message: `the file is ${isSeq(contents) ? 'a list' : 'a single value'}: ${mappingMessage}`,
    },
  ];
}
