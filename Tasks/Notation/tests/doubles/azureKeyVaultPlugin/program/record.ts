import { appendFileSync } from 'node:fs';
import path from 'node:path';
import type { Request } from './commands';
import { pluginVersion, vaultFolder } from './settings';

/** Writes down how the plugin was called, for `Vault.calls()`. */
export function record(command: string, request: Request): void {
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
