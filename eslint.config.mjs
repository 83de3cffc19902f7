import js from '@eslint/js';
import node from 'eslint-plugin-n';
import tseslint from 'typescript-eslint';

/** Packages that only one room of the house may import: the room, the package, the reason. */
const doors = [
  ['agent', 'azure-pipelines-task-lib', 'agent/ is the only door to the agent library'],
  ['releases', 'azure-pipelines-tool-lib', 'releases/ is the only door to the tool library'],
];

function restricted(room) {
  const patterns = doors
    .filter(([owner]) => owner !== room)
    .map(([, name, message]) => ({ group: [name, `${name}/*`], message }));
  return { 'no-restricted-imports': ['error', { patterns }] };
}

const rooms = ['agent', 'releases'];

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
      ...restricted(''),
    },
  },
  ...rooms.map((room) => ({
    files: [`Tasks/Notation/src/${room}/**/*.ts`],
    rules: restricted(room),
  })),
  {
    // mocha's describe and it take callbacks whose promises it awaits itself.
    files: ['Tasks/Notation/tests/**/*.ts'],
    rules: { '@typescript-eslint/no-floating-promises': 'off' },
  },
);
