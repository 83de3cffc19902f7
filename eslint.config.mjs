import js from '@eslint/js';
import node from 'eslint-plugin-n';
import tseslint from 'typescript-eslint';

/** The rooms of the task's sources by floor, from the top: a file imports from its own room and from floors below. */
const floors = [
  ['index', 'main'],
  ['commands'],
  ['inputs'],
  ['report', 'images', 'plugins'],
  ['registry'],
  ['azure', 'releases', 'trust'],
  ['notation'],
  ['process', 'network'],
  ['agent', 'artifacts', 'files'],
  ['text', 'errors'],
  ['messages'],
];

/** Rooms and files without input, output and agent. */
const pure = ['artifacts', 'text', 'notation/arguments', 'notation/output', 'errors', 'messages'];

/** Packages that only one room may import. */
const doors = [
  ['agent', 'azure-pipelines-task-lib'],
  ['releases', 'azure-pipelines-tool-lib'],
];

/** What a room may not import, each with its reason, as regular expressions over module names. */
function restrictionsOf(room) {
  const floor = floors.findIndex((rooms) => rooms.includes(room));
  const above = floors.slice(0, floor + 1).flat();
  const rooms = above.filter((other) => other !== room && floors[0] !== other).join('|');
  return [
    ...doors
      .filter(([owner]) => owner !== room)
      .map(([owner, name]) => [`^${name}(?:/|$)`, `${owner}/ is the only door to this package`]),
    ...(rooms === '' || floor === 0
      ? []
      : [
          [
            `^(?:\\./|(?:\\.\\./)+)(?:${rooms})(?:/|$)`,
            'a file imports from floors below, never up',
          ],
        ]),
  ];
}

/** Laws for some files, of static and of dynamic imports. */
function imports(files, restrictions) {
  return {
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: restrictions.map(([regex, message]) => ({ regex, message })) },
      ],
      'no-restricted-syntax': [
        'error',
        ...restrictions.map(([regex, message]) => ({
          selector: `ImportExpression[source.value=/${regex.replaceAll('/', '\\u002F')}/]`,
          message,
        })),
      ],
    },
  };
}

/** The files of a room, or the one file of that name. */
function filesOf(room) {
  return [`Tasks/Notation/src/${room}.ts`, `Tasks/Notation/src/${room}/**/*.ts`];
}

const impurities = [
  ['^node:(?!string_decoder)', 'this code is pure: no files, no network, no processes'],
  ['(?:^|/)(?:agent|files|network|process)/', 'this code is pure: no files, no network, no agent'],
];

export default tseslint.config(
  { ignores: ['.tools/', 'dist/', 'build/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // An empty string counts as unset, in inputs and in the environment alike.
      '@typescript-eslint/prefer-nullish-coalescing': [
        'error',
        { ignorePrimitives: { string: true } },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'max-lines': ['error', { max: 350 }],
    },
  },
  {
    // What the agent runs may be started on Node 16.
    files: ['Tasks/Notation/src/**/*.ts'],
    plugins: { n: node },
    rules: {
      'n/no-unsupported-features/node-builtins': ['error', { version: '>=16.20.0' }],
      'no-console': 'error',
    },
  },
  ...floors.flat().map((room) => imports(filesOf(room), restrictionsOf(room))),
  ...pure.map((place) =>
    imports(filesOf(place), [...restrictionsOf(place.split('/')[0]), ...impurities]),
  ),
  {
    // mocha's describe and it take callbacks whose promises it awaits itself.
    files: ['Tasks/Notation/tests/**/*.ts'],
    rules: { '@typescript-eslint/no-floating-promises': 'off' },
  },
);
