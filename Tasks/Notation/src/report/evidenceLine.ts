import { say } from '../agent/log';
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
    say('Log_Report', file);
    return;
  }
  const { notation, plugin, trust, keyId } = evidence;
  const program = [notation.version ?? UNKNOWN, notation.sha256 ?? UNKNOWN];
  if (command === 'sign') {
    const signer = [plugin?.name, plugin?.version, plugin?.sha256].map((one) => one ?? UNKNOWN);
    say('Log_EvidenceSign', keyId ?? UNKNOWN, ...signer, ...program, file);
    return;
  }
  const policy = [trust?.policyFile, trust?.policySha256, variable('Build.SourceVersion')];
  const count = String(trust?.certificates.length ?? 0);
  say('Log_EvidenceVerify', ...policy.map((one) => one ?? UNKNOWN), count, ...program, file);
}
