import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../paths';
import { type Contract, findInput } from './contract';
import { codeSpans } from './markdown';
import type { Page } from './page';
import { quotationCheck } from './quotations';
import { valueProblem } from './stepCheck';

/** Words on pages that are written as codes are written, and are none: roles, results and names of others. */
const otherWords = ['AcrPull', 'AcrPush', 'NotationDev', 'SucceededWithIssues'];

/** Commands of the Docker task, which has an input `command` too. */
const dockerCommands = ['login', 'build', 'push', 'buildAndPush'];

/** Pages for developers and about earlier versions: these name classes, and codes that are gone. */
const otherPages = ['CHANGELOG.md', 'CONTRIBUTING.md'];

/**
 * Makes a function that gives what a page says of the task and task.json does not: codes, values of inputs, lines of
 * the log; and npm scripts that package.json does not have.
 */
export function statementCheck(contract: Contract): (page: Page) => string[] {
  const quotationProblems = quotationCheck(Object.values(contract.messages));
  return ({ name, text }) => {
    const problems = [
      ...(otherPages.includes(name) ? [] : codeProblems(text, contract)),
      ...valueProblems(text, contract),
      ...scriptProblems(text),
      ...quotationProblems(text),
    ];
    return problems.map((problem) => `${name}: ${problem}`);
  };
}

function codeProblems(text: string, { messages, outputVariables }: Contract): string[] {
  const outputs = outputVariables.map(({ name }) => name);
  return codeSpans(text)
    .filter((span) => /^[A-Z][a-z]+(?:[A-Z][a-z]*)+$/.test(span))
    .filter((span) => !(`Error_${span}` in messages || [...outputs, ...otherWords].includes(span)))
    .map((span) => `${span} is neither a code of an error nor an output variable`);
}

function valueProblems(text: string, contract: Contract): string[] {
  return codeSpans(text).flatMap((span) => {
    const [, name = '', value = ''] = /^(\w+): (\S+)$/.exec(span) ?? [];
    const input = findInput(contract, name);
    const isDocker = name === 'command' && dockerCommands.includes(value);
    return input === undefined || isDocker ? [] : valueProblem(input, value);
  });
}

const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly scripts: object;
};

function scriptProblems(text: string): string[] {
  return [...text.matchAll(/npm run ([\w:-]+)/g)]
    .filter(([, name = '']) => !(name in scripts))
    .map(([command]) => `${command}: there is no such script`);
}
