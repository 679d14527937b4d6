import { closureInForce } from '../../../plan/closure-in-force.ts';
import { annotations, namespaceOf } from '../../../synth/spec/names.ts';
import type { StoreObject } from '../../../synth/spec/objects.ts';
import type { TerminalCommand } from '../api/store-detail.ts';

const short = (revision: string): string => revision.slice(0, 12);

/** Lines for a terminal that show or undo what the page is about. No line holds a secret. */
export function commandsOf(store: StoreObject): TerminalCommand[] {
  const { name, namespace, annotations: told } = store.metadata;
  const file = told[annotations.file];
  const revision = told[annotations.revision];
  const closure = closureInForce(store);
  const password = `kubectl -n ${namespaceOf(name)} get secret store-admin -o jsonpath='{.data.password}' | base64 -d`;
  const inGit: (TerminalCommand | undefined)[] = [
    file === undefined ? undefined : { text: `git log -p -- ${file}`, purpose: 'How its file came to be' },
    closure === undefined ? undefined : { text: `git revert ${short(closure.revision)}`, purpose: 'Reopen it' },
    closure !== undefined || revision === undefined
      ? undefined
      : { text: `git show ${short(revision)}`, purpose: 'The commit that runs' },
  ];
  return [
    { text: `urumi explain ${name}`, purpose: 'The same in words' },
    { text: `kubectl -n ${namespace} get store ${name} -o yaml`, purpose: 'The Store object' },
    { text: `kubectl -n ${namespaceOf(name)} get pods`, purpose: 'Its pods' },
    ...inGit.filter((command) => command !== undefined),
    ...(store.status.adminUrl === undefined
      ? []
      : [{ text: password, purpose: 'The first password of its administrator' }]),
  ];
}
