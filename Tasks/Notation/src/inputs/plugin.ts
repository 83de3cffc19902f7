import { openVerificationPlugin } from '../plugins/custom';
import type { InputReader, Plugin, SigningPlugin } from '../plugins/signingPlugin';
import { signingPlugins } from '../plugins/signingPlugins';
import { checksum } from './install';
import { existingFile } from './path';
import { expanded, flag, httpUrl, keyValueLines, oneOf, required, requiredSecret } from './value';

const kinds = Object.keys(signingPlugins) as (keyof typeof signingPlugins)[];

const reader: InputReader = {
  required: (name) => required(name),
  optional: (name) => expanded(name),
  flag,
  file: (name) => {
    const value = expanded(name);
    return value === undefined ? undefined : existingFile(name, value);
  },
  url: (name) => httpUrl(name, required(name)),
  secretUrl: (name) => httpUrl(name, requiredSecret(name)),
  checksum,
  pairs: keyValueLines,
};

/** Reads the signing plugin. @throws TaskError that names the input and its problem */
export function pluginInputs(): SigningPlugin {
  return signingPlugins[oneOf('plugin', kinds, 'azureKeyVault')](reader);
}

/** Reads the verification plugin, where the step names one. */
export function verificationPlugin(): Plugin | undefined {
  return expanded('pluginName') === undefined ? undefined : openVerificationPlugin(reader);
}
