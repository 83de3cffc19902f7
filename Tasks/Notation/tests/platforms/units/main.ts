// Runs unit tests in the Node and on the platform that are to be tested: `node main.js`. The result of each file is a
// line of results.jsonl at the top of the tree.
import '../../unit/agentLibrary';
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import type { UnitResult } from './result';

const top = path.resolve(__dirname, '..', '..', '..', '..', '..');
const unit = path.resolve(__dirname, '..', '..', 'unit');

/** Milliseconds for a test: an imitated machine is slow. */
const TEST_MS = 120_000;

function runFile(name: string): Promise<UnitResult> {
  const mocha = new Mocha({ timeout: TEST_MS, reporter: Mocha.reporters.Base });
  mocha.addFile(path.join(unit, ...name.replace(/\.ts$/, '.js').split('/')));
  return new Promise((resolve) => {
    const failed: string[] = [];
    const runner = mocha.run(() => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      resolve({ name, passed: passes, skipped: pending, failed });
    });
    runner.on('fail', (test: Mocha.Runnable, error: unknown) => {
      failed.push(`${test.fullTitle()}\n${textOf(error)}`);
    });
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** A file that cannot even be loaded has failed. */
async function resultOf(name: string): Promise<UnitResult> {
  try {
    return await runFile(name);
  } catch (error) {
    return { name, passed: 0, skipped: 0, failed: [textOf(error)] };
  }
}

async function main(): Promise<void> {
  const files = JSON.parse(readFileSync(path.join(top, 'files.json'), 'utf8')) as string[];
  for (const name of files) {
    const result = await resultOf(name);
    appendFileSync(path.join(top, 'results.jsonl'), `${JSON.stringify(result)}\n`);
  }
}

main().then(
  () => process.exit(), // a test may have left something open
  (error: unknown) => {
    appendFileSync(path.join(top, 'failure.txt'), String(error));
    process.exit(1);
  },
);
