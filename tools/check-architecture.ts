import { createRequire } from 'node:module';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';
import type { Statement, VariableDeclarator } from '@swc/core';
import { Visitor } from '@swc/core/Visitor.js';

export interface Architecture {
  /** How many of our own files were read. */
  readonly modules: number;
  /** A sentence for each import that a rule forbids. */
  readonly violations: readonly string[];
}

/** A statement that the types of swc do not know yet. */
interface UsingDeclaration {
  readonly type: 'UsingDeclaration';
  readonly decls: VariableDeclarator[];
}

/** The visitor through which dependency-cruiser walks swc's syntax tree stops at the first `using`; it is a declaration like others. */
function teachUsing(): void {
  // oxlint-disable-next-line typescript/unbound-method -- called on the visitor below
  const known = Visitor.prototype.visitStatement;
  Visitor.prototype.visitStatement = function visitStatement(statement: Statement | UsingDeclaration): Statement {
    if (statement.type !== 'UsingDeclaration') return known.call(this, statement);
    this.visitVariableDeclarators(statement.decls);
    return { type: 'EmptyStatement', span: { start: 0, end: 0, ctxt: 0 } };
  };
}

/**
 * Holds the imports of a tree against the rules of `.dependency-cruiser.cjs`.
 *
 * @param root the tree's top; its folders are those that the rules name
 * @throws Error when it finds no file of ours: dependency-cruiser calls that a success
 */
export async function checkArchitecture(root: string): Promise<Architecture> {
  const { forbidden = [], options } = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as IConfiguration;
  const folders = sourceFolders(root);
  const cruised = await cruise(folders, { ...options, baseDir: resolve(root), ruleSet: { forbidden }, validate: true });
  const { modules, summary } = cruised.output as ICruiseResult;
  const own = modules.filter(({ source }) => folders.some((folder) => source.startsWith(`${folder}/`)));
  if (own.length === 0) throw new Error(`${root}: no module found in ${folders.join(', ') || 'any folder'}`);
  return {
    modules: own.length,
    violations: summary.violations.map(
      ({ rule, from, to, cycle }) => `${rule.name}: ${from} → ${cycle?.map(({ name }) => name).join(' → ') ?? to}`,
    ),
  };
}

function sourceFolders(root: string): string[] {
  const foreign = ['node_modules', 'coverage', 'dist'];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !foreign.includes(entry.name))
    .map(({ name }) => name);
}

teachUsing();

if (import.meta.main) {
  const { modules, violations } = await checkArchitecture(fileURLToPath(new URL('..', import.meta.url)));
  for (const violation of violations) console.error(violation);
  console.log(`${modules} modules, ${violations.length} forbidden imports`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}
