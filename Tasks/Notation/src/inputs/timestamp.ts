import { TaskError } from '../errors';
import { existingFile } from './path';
import { expanded, httpUrl } from './value';

/** An RFC 3161 timestamp authority. */
export interface Timestamp {
  readonly url: string;
  /** Absolute path. */
  readonly rootCertificate: string;
}

/** Reads the timestamp authority, where the step names one. @throws TaskError TimestampIncomplete */
export function timestampInputs(): Timestamp | undefined {
  const url = expanded('timestampURL');
  const root = expanded('timestampRootCert');
  if (url === undefined && root === undefined) return undefined;
  if (url === undefined) throw incomplete('timestampRootCert', 'timestampURL');
  if (root === undefined) throw incomplete('timestampURL', 'timestampRootCert');
  const rootCertificate = existingFile('timestampRootCert', root);
  return { url: httpUrl('timestampURL', url), rootCertificate };
}

function incomplete(given: string, missing: string): TaskError {
  return new TaskError('TimestampIncomplete', [given, missing]);
}
