import { logMessage } from '../agent/log';
import { variable } from '../agent/variable';
import type { StepReport } from './result';

/** What stands for a value that is not known. */
const UNKNOWN = '-';

/**
 * Writes the line of the log that lets an auditor find what a step did its work with; the JSON file
 * has the rest.
 *
 * @param file the path of the JSON file
 */
export function sayEvidence({ command, evidence }: StepReport, file: string): void {
  if (evidence === undefined) {
    logMessage('Log_Report', file);
    return;
  }
  const { notation, plugin, trusts, keyId } = evidence;
  const program = [notation.version ?? UNKNOWN, notation.sha256 ?? UNKNOWN];
  if (command === 'sign') {
    const signer = [plugin?.name, plugin?.version, plugin?.sha256].map((one) => one ?? UNKNOWN);
    logMessage('Log_EvidenceSign', keyId ?? UNKNOWN, ...signer, ...program, file);
    return;
  }
  for (const { policyFile, policySha256, certificates } of trusts) {
    const policy = [policyFile, policySha256, variable('Build.SourceVersion')];
    const count = String(certificates.length);
    logMessage(
      'Log_EvidenceVerify',
      ...policy.map((one) => one ?? UNKNOWN),
      count,
      ...program,
      file,
    );
  }
}
