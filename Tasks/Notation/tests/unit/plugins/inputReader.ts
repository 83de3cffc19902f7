import { TaskError } from '../../../src/errors';
import type { InputReader } from '../../../src/plugins/signingPlugin';
import { asNonEmpty } from '../../../src/text/nonEmpty';

/** Reads inputs that a test gives, as they are. */
export function inputReader(inputs: Readonly<Record<string, string>>): InputReader {
  const optional = (name: string): string | undefined => inputs[name];
  const required: InputReader['required'] = (name) => {
    const value = asNonEmpty(inputs[name] ?? '');
    if (value === undefined) throw new TaskError('InputMissing', [name]);
    return value;
  };
  return {
    ...{ required, optional, file: optional },
    ...{ url: required, secretUrl: required, checksum: required },
    flag: (name) => inputs[name] === 'true',
    pairs: (name) => new Map(inputs[name] === undefined ? [] : [[name, inputs[name]]]),
  };
}
