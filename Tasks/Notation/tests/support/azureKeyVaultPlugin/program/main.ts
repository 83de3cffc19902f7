import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Request, run } from './commands';
import { Failure } from './failure';
import { pluginVersion, vaultFolder } from './settings';

function record(command: string, request: Request): void {
  const { keyId, pluginConfig } = request;
  const call = {
    command,
    pluginVersion,
    workingDirectory: process.cwd(),
    keyId,
    pluginConfig,
    environment: process.env,
  };
  const file = path.join(vaultFolder, 'calls.log');
  appendFileSync(file, `${JSON.stringify(call)}\n`, { mode: 0o600 });
}

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
