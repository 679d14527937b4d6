import { annotations } from '../synth/spec/names.ts';
import type { StoreObject } from '../synth/spec/objects.ts';

/** What is told of a protected store whose file is gone: which commit has to come first. */
export function protectedMessage({ metadata }: Pick<StoreObject, 'metadata'>): string {
  const file = metadata.annotations[annotations.file] ?? `${metadata.name}.yaml`;
  return `${file}: the file is gone, but the store has deletion.protected: true and stays open; restore the file, and remove it again after a commit that sets protected to false`;
}

/** Whether a store is open for no other reason than its protection: its file is gone. */
export function isOpenByProtection({ metadata, spec }: Pick<StoreObject, 'metadata' | 'spec'>): boolean {
  const held = metadata.annotations[annotations.held];
  return spec.closure === undefined && held !== undefined && protectedMessage({ metadata }).startsWith(held);
}
