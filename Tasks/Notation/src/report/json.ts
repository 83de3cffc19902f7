import type { Outcome } from '../agent/outcome';
import { sanitizeJson } from '../text/sanitize';
import { errorText, text } from '../agent/messages';
import { asTaskError } from '../errors';
import type { Warning } from '../messages';
import type { Signature } from '../notation/inspection';
import type { StepReport, TimedResult } from './result';

/** Raised when a field changes its meaning or goes; docs/report.schema.json describes it. */
const SCHEMA_VERSION = 1;

/** The report for programs: the content of the JSON file, which a later step may print. */
export function jsonOf(report: StepReport, outcome: Outcome, taskVersion: string): string {
  const content = {
    schemaVersion: SCHEMA_VERSION,
    task: { name: 'Notation for Azure Pipelines', version: taskVersion },
    notation: { version: report.notationVersion },
    command: report.command,
    outcome,
    artifacts: report.artifacts.map(artifactOf),
    warnings: report.warnings.map(textOf),
  };
  return `${sanitizeJson(JSON.stringify(content, null, 2))}\n`;
}

function artifactOf(artifact: TimedResult): unknown {
  const { reference, resolved, status, policyStatement, milliseconds, warnings, error } = artifact;
  return {
    reference,
    digest: (resolved ?? reference).split('@')[1] ?? null,
    status,
    policyStatement: policyStatement ?? null,
    signer: artifact.signer ?? null,
    ...(artifact.signatures && { signatures: artifact.signatures.map(signatureOf) }),
    seconds: milliseconds / 1000,
    warnings: warnings.map(textOf),
    error:
      error === undefined ? null : { code: asTaskError(error).code, message: errorText(error) },
  };
}

function signatureOf(signature: Signature): unknown {
  const { expiry = null, timestamp = null, metadata, ...rest } = signature;
  return { ...rest, expiry, timestamp, metadata: Object.fromEntries(metadata) };
}

function textOf({ key, values }: Warning): string {
  return text(key, ...values);
}
