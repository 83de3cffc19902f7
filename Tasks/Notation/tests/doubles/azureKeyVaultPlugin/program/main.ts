import { readFileSync } from 'node:fs';
import { type Request, run } from './commands';
import { Failure } from './failure';
import { record } from './record';

const [, , command = ''] = process.argv;
try {
  const text = command === 'get-plugin-metadata' ? '' : readFileSync(0, 'utf8');
  const request = (text === '' ? {} : JSON.parse(text)) as Request;
  record(command, request);
  console.log(JSON.stringify(run(command, request)));
} catch (error) {
  const errorCode = error instanceof Failure ? error.code : 'ERROR';
  const errorMessage = error instanceof Error ? error.message : String(error);
  console.error(JSON.stringify({ errorCode, errorMessage }));
  process.exitCode = 1;
}
