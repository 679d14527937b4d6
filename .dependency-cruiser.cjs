'use strict';

/** Who may import whom (DESIGN: folders). The right-hand side is everything of ours that a folder may reach. */
const allowed = {
  synth: [],
  cluster: [],
  forge: [],
  serving: ['cluster'],
  plan: ['synth', 'cluster'],
  controller: ['synth', 'cluster', 'forge', 'plan', 'serving'],
  webhook: ['synth', 'cluster', 'forge', 'plan', 'serving'],
  'ui/server': ['synth', 'cluster', 'forge', 'plan', 'serving'],
};
const ours = '^(synth|plan|forge|cluster|serving|controller|webhook|ui|cli|sandbox|install|bench|test|tools)/';
const tests = '(\\.test\\.ts$|/testing/)';

module.exports = {
  forbidden: [
    ...Object.entries(allowed).map(([folder, may]) => ({
      name: `${folder.replace('/', '-')}-imports`,
      comment: `${folder} may import ${may.length > 0 ? may.join(', ') : 'nothing of ours'}`,
      severity: 'error',
      from: { path: `^${folder}/`, pathNot: tests },
      to: { path: ours, pathNot: `^(${[folder, ...may].join('|')})/` },
    })),
    {
      name: 'ui-app-imports',
      comment: 'the app runs in a browser: of what runs elsewhere it knows the types',
      severity: 'error',
      from: { path: '^ui/app/', pathNot: tests },
      to: { path: ours, pathNot: '^ui/app/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circular',
      comment: 'types may refer to each other; code may not',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'synth-is-pure',
      comment: 'no I/O, no clock, no random in the synthesiser',
      severity: 'error',
      from: { path: '^synth/', pathNot: [tests, '^synth/main\\.ts$', '^synth/(tools|files|engines/[a-z]+/files)/'] },
      to: { path: '^(node:)?(fs|net|http|https|child_process|dns|timers|os)(/|$)' },
    },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      from: { path: ours, pathNot: [tests, '^(bench|test|tools)/'] },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(\\.sandbox|coverage|dist)/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
    },
  },
};
