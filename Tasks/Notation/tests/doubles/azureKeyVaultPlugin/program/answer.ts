import { readFileSync } from 'node:fs';
import type { Request } from './commands';
import { Failure } from './failure';
import { record } from './record';

/** Answers the one command that the process was started for, by the plugin contract. */
export async function answer(
  run: (command: string, request: Request) => Promise<object>,
): Promise<void> {
  const [, , command = ''] = process.argv;
  try {
    const text = command === 'get-plugin-metadata' ? '' : readFileSync(0, 'utf8');
    const request = (text === '' ? {} : JSON.parse(text)) as Request;
    record(command, request);
    console.log(JSON.stringify(await run(command, request)));
  } catch (error) {
    const errorCode = error instanceof Failure ? error.code : 'ERROR';
    const errorMessage = error instanceof Error ? error.message : String(error);
    console.error(JSON.stringify({ errorCode, errorMessage }));
    process.exitCode = 1;
  }
}
