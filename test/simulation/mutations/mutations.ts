/** A change of the controller that makes it unsafe. */
export interface Mutation {
  /** What it takes away. */
  readonly name: string;
  /** From the project's root. */
  readonly file: string;
  /** Text that is in the file exactly once. */
  readonly from: string;
  readonly to: string;
}

/** Each takes one safety away; the histories have to notice every one of them. */
export const mutations: readonly Mutation[] = [
  {
    name: 'the inventory is written after the apply',
    file: 'controller/store/run-step.ts',
    from: 'if (mustBeWritten(decision, turn.state)) await writeInTime(context.store, turn);',
    to: '',
  },
  {
    name: 'objects are deleted without their uid',
    file: 'cluster/remove.ts',
    from: 'preconditions: { uid: options.uid },',
    to: '',
  },
  {
    name: "a namespace that is somebody else's is taken over",
    file: 'controller/store/carry-out.ts',
    from: 'if (stranger !== undefined) {',
    to: 'if (stranger !== undefined && stranger.attempts < 0) {',
  },
  {
    name: 'old Jobs are not waited for',
    file: 'controller/store/item-verdict.ts',
    from: "if (jobsWait && kindOf(item.id) === 'Job') return { do: 'wait' };",
    to: '',
  },
  {
    name: 'the guards are skipped',
    file: 'controller/fleet/closings.ts',
    from: 'const refusal = checkGuards(asked);',
    to: 'const refusal = checkGuards({ ...asked, closings: [] });',
  },
  {
    name: 'protected stores are closed',
    file: 'controller/fleet/closings.ts',
    from: 'const close = gone.filter(({ spec }) => !spec.deletion.protected);',
    to: 'const close = gone;',
  },
  {
    name: 'keys of a Secret are made anew when it is looked at',
    file: 'controller/store/ensure-secrets.ts',
    from: '.filter(([key]) => !(key in data))',
    to: '',
  },
  {
    name: 'retention is not waited for',
    file: 'controller/store/decide.ts',
    from: 'isPurgeDue(closure, held, now)',
    to: 'closure !== undefined',
  },
  {
    name: 'what was never confirmed is forgotten when nobody sees it',
    file: 'controller/store/inventory.ts',
    from: "!wanted.has(entry.id) && entry.uid !== '' && live.get(entry.id) === undefined",
    to: '!wanted.has(entry.id) && live.get(entry.id) === undefined',
  },
  {
    name: 'a resourceVersion that is too old is watched on',
    file: 'cluster/reflector.ts',
    from: 'this.#resourceVersion = undefined;\n    // A first 410',
    to: '// A first 410',
  },
  {
    name: 'a silent watch is never replaced',
    file: 'cluster/reflector.ts',
    from: 'this.#options.silenceMs ?? 90_000',
    to: '1e9',
  },
  {
    name: 'a store that has ended shows its status on the one that took its name',
    file: 'controller/store/store-loop.ts',
    from: 'return store?.metadata.uid === state.uid ? store : undefined;',
    to: 'return state.uid === "" ? undefined : store;',
  },
  {
    name: 'a list does not tell what is gone',
    file: 'cluster/reflector.ts',
    from: 'for (const id of this.#known) if (!seen.has(id)) this.#delete(id, resourceVersion);',
    to: '',
  },
  {
    name: 'the Store object goes before its namespace',
    file: 'controller/store/purge.ts',
    from: 'if (namespace.remaining.length > 0)',
    to: 'if (namespace.remaining.length > 9)',
  },
];
