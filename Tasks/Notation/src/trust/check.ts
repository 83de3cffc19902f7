import type { X509Certificate } from 'node:crypto';
import { TaskError } from '../errors';
import type { Warning } from '../messages';
import type { Trust } from './stage';
import { type PolicyStatement, type TrustPolicy, applicableStatement, lineOf } from './policy';
import type { StoreFile, TrustStore } from './store';

/** What is wrong with a trust, found without asking anybody. */
export interface Findings {
  /** What notation is sure to refuse. */
  readonly problems: readonly TaskError[];
  /** What it may let pass, or may not. */
  readonly warnings: readonly Warning[];
}

/**
 * Looks a trust over before any network call: does it cover the repositories, and is there what the
 * statements that apply need? What only other statements name is nobody's problem here:
 * organizations share one policy.
 *
 * @param scopes the repositories, `<registry>/<repository>`
 */
export function checkTrust(trust: Trust, scopes: readonly string[]): Findings {
  const { policy } = trust;
  const applicable = [...new Set(scopes)].map((scope) => ({
    scope,
    statement: applicableStatement(policy, scope),
  }));
  const statements = new Set(applicable.flatMap(({ statement }) => statement ?? []));
  const needed = [...statements].filter(({ level }) => level.toLowerCase() !== 'skip');
  const stores = needed.flatMap((statement) => storeFindings(trust, statement));
  return {
    problems: [
      ...applicable.flatMap(({ scope, statement }) => (statement ? [] : notCovered(policy, scope))),
      ...scopesTwice(policy),
      ...stores.flatMap(({ problems }) => problems),
    ],
    warnings: stores.flatMap(({ warnings }) => warnings),
  };
}

function notCovered({ file }: TrustPolicy, scope: string): TaskError[] {
  return [new TaskError('ScopeNotCovered', [file, scope])];
}

function scopesTwice(policy: TrustPolicy): TaskError[] {
  const seen = new Map<string, string>();
  return policy.statements.flatMap(({ name, registryScopes }) =>
    registryScopes.flatMap((scope) => {
      const first = seen.get(scope);
      seen.set(scope, name);
      return first === undefined
        ? []
        : [new TaskError('DuplicateScope', [at(policy, name), scope, first, name])];
    }),
  );
}

function storeFindings({ policy, stores }: Trust, statement: PolicyStatement): Findings {
  const found = statement.trustStores.map((entry): Findings => {
    const [kind = '', name = ''] = entry.split(':');
    const store = stores.find((one) => one.kind === kind && one.name === name);
    if (store !== undefined) return contentFindings(store);
    const values = [at(policy, entry), statement.name, entry, `x509/${kind}/${name}/`];
    if (kind === 'ca' || kind === 'tsa') {
      return { problems: [new TaskError('StoreMissing', values)], warnings: [] };
    }
    // A signature of the other signing scheme does not need it.
    return {
      problems: [],
      warnings: [{ key: 'Warning_StoreMissing', values, isShortfall: false }],
    };
  });
  return {
    problems: found.flatMap(({ problems }) => problems),
    warnings: found.flatMap(({ warnings }) => warnings),
  };
}

function contentFindings({ folder, files }: TrustStore): Findings {
  if (files.length === 0) {
    return { problems: [new TaskError('TrustStoreEmpty', [folder])], warnings: [] };
  }
  return {
    problems: files.flatMap(fileProblems),
    warnings: files.flatMap(({ path, certificates }) =>
      certificates.filter(isExpired).map((certificate) => ({
        key: 'Warning_TrustedCertificateExpired' as const,
        values: [path, certificate.subject.replace(/\n/g, ', '), certificate.validTo],
        isShortfall: false,
      })),
    ),
  };
}

function fileProblems({ path, certificates }: StoreFile): TaskError[] {
  if (certificates.length === 0) return [new TaskError('CertificateUnreadable', [path])];
  return certificates
    .filter((certificate) => !certificate.ca && !isSelfSigned(certificate))
    .map(
      (certificate) =>
        new TaskError('NotACertificateAuthority', [path, certificate.subject.replace(/\n/g, ', ')]),
    );
}

/** `checkIssued` would not do: a signing certificate may not sign certificates, its own too. */
function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
}

function isExpired(certificate: X509Certificate): boolean {
  return new Date(certificate.validTo).getTime() < Date.now();
}

/** Where a text stands in the policy: `<file>:<line>`. */
function at(policy: TrustPolicy, value: string): string {
  const line = lineOf(policy, value);
  return line === undefined ? policy.file : `${policy.file}:${line}`;
}
