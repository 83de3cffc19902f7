import { createHash } from 'node:crypto';
import * as path from 'node:path';
import { subjectOf } from './certificates';
import type { Trust } from './stage';

/** A certificate that a step trusted. */
export interface CertificateEvidence {
  /** `<kind>:<name>`, as a trust policy names it. */
  readonly store: string;
  readonly subject: string;
  /** SHA-256 of the DER, 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
}

/** What an auditor needs to know of what a step trusted. */
export interface TrustEvidence {
  /** The policy's file, relative to the step's working directory where it is below; undefined: this task made the policy. */
  readonly policyFile: string | undefined;
  /** SHA-256 of the policy as its file holds it, or as this task made it. */
  readonly policySha256: string;
  /** All certificates of all stores, those that no statement uses too. */
  readonly certificates: readonly CertificateEvidence[];
}

/** What the report says of a trust. */
export function trustEvidence({ policy, stores }: Trust): TrustEvidence {
  const { file, text, fileSha256 } = policy;
  return {
    policyFile: fileSha256 === undefined ? undefined : shownPath(file),
    policySha256: fileSha256 ?? createHash('sha256').update(text).digest('hex'),
    certificates: stores.flatMap(({ kind, name, files }) =>
      files
        .flatMap(({ certificates }) => certificates)
        .map((certificate) => ({
          store: `${kind}:${name}`,
          subject: subjectOf(certificate),
          fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
        })),
    ),
  };
}

function shownPath(file: string): string {
  const relative = path.relative(process.cwd(), file);
  const isBelow = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  return isBelow ? relative.split(path.sep).join('/') : file;
}
