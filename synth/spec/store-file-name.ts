import type { Finding } from './explain-issue.ts';
import { quote, valueAt } from './field-path.ts';
import { storeName } from './scalars.ts';

/**
 * The name of the store that a file stands for, whatever is in it: the file's name without `.yaml` or `.yml`.
 *
 * @param file path with forward slashes
 */
export function storeNameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/, '');
}

/** A store's name is its file's name: a person who knows one knows the other, and a file that cannot be read still has its name. */
export function checkStoreFileName(file: string, value: unknown): Finding[] {
  const base = storeNameOf(file);
  const name = valueAt(value, ['metadata', 'name']);
  const finding = (message: string): Finding[] => [
    { path: ['metadata', 'name'], code: 'file-name', message, at: 'value' },
  ];
  if (!/\.ya?ml$/.test(file)) return finding(`the file's name must end in .yaml or .yml`);
  if (name === base || typeof name !== 'string' || !storeName.safeParse(name).success) {
    return storeName.safeParse(base).success
      ? []
      : finding(`the file's name ${quote(base)} ${storeName.safeParse(base).error?.issues[0]?.message}`);
  }
  return finding(
    `metadata.name ${quote(name)} must be the file's name: write ${quote(base)}, or rename the file to ${name}.yaml`,
  );
}
