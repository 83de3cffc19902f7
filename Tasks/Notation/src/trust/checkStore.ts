import type { Warning } from '../messages';
import { TaskError } from '../errors';
import { mayAnchor } from './anchor';
import { subjectOf } from './certificates';
import { isEnforced } from './enforcement';
import { type PlacedText, type PolicyStatement, placeOf } from './policy';
import type { Trust } from './stage';
import type { StoreFile, TrustStore } from './store';

/** The problems of a trust that are found without network calls. */
export interface Findings {
  /** Problems that notation certainly refuses. */
  readonly problems: readonly TaskError[];
  /** Problems that notation may accept. */
  readonly warnings: readonly Warning[];
}

/** A store in a statement. */
interface NamedStore {
  readonly entry: PlacedText;
  readonly kind: string;
  readonly store: TrustStore | undefined;
  readonly problems: readonly TaskError[];
}

/** Checks the trust stores of an applicable statement. */
export function checkStores(trust: Trust, statement: PolicyStatement): Findings {
  const named = statement.places.stores.map((entry) => namedStore(trust, statement, entry));
  const findings = named.map((one): Findings => {
    const expired = (one.store?.files ?? []).flatMap(expiryWarnings);
    if (one.problems.length === 0) return { problems: [], warnings: expired };
    if (isNeeded(one.kind, named, statement)) return { problems: one.problems, warnings: expired };
    return { problems: [], warnings: [...missWarnings(statement, one), ...expired] };
  });
  return {
    problems: findings.flatMap(({ problems }) => problems),
    warnings: findings.flatMap(({ warnings }) => warnings),
  };
}

/**
 * Whether notation refuses every artifact when a store of this kind is unusable. A signature needs the
 * stores of its signing scheme, `ca` or `signingAuthority`, and with `ca` the stores of its timestamp.
 */
function isNeeded(kind: string, named: readonly NamedStore[], statement: PolicyStatement): boolean {
  const ofKind = (wanted: string): NamedStore[] => named.filter((one) => one.kind === wanted);
  const isUsable = (wanted: string): boolean =>
    ofKind(wanted).length > 0 && ofKind(wanted).every(({ problems }) => problems.length === 0);
  if (kind === 'tsa') {
    const isAlways = statement.verifyTimestamp !== 'afterCertExpiry';
    return isEnforced(statement, 'authenticTimestamp') && isAlways && !isUsable('signingAuthority');
  }
  if (!isEnforced(statement, 'authenticity')) return false;
  return kind === 'ca' ? !isUsable('signingAuthority') : ofKind('ca').length === 0;
}

function namedStore(trust: Trust, statement: PolicyStatement, entry: PlacedText): NamedStore {
  const at = entry.text.indexOf(':');
  const [kind, name] = [entry.text.slice(0, Math.max(at, 0)), entry.text.slice(at + 1)];
  const store = trust.stores.find((one) => one.kind === kind && one.name === name);
  if (store !== undefined) return { entry, kind, store, problems: contentProblems(store) };
  const place = placeOf(trust.policy, entry.node);
  const values = [place, statement.name, entry.text, `x509/${kind}/${name}/`];
  return { entry, kind, store, problems: [new TaskError('StoreMissing', values)] };
}

/** Describes a missing store, or the problem in an existing one. */
function missWarnings(statement: PolicyStatement, one: NamedStore): Warning[] {
  const mayPass = isEnforced(statement, one.kind === 'tsa' ? 'authenticTimestamp' : 'authenticity');
  return one.problems.map((problem) => {
    if (problem.code === 'StoreMissing' && mayPass) {
      return { key: 'Warning_StoreMissing', values: problem.values, isShortfall: false };
    }
    const place = problem.values[0] ?? '';
    const values = [place, one.entry.text, statement.name, problem.code];
    return { key: 'Warning_StoreNotUsable', values, isShortfall: false };
  });
}

function contentProblems({ folder, files }: TrustStore): TaskError[] {
  if (files.length === 0) return [new TaskError('TrustStoreEmpty', [folder])];
  return files.flatMap(fileProblems);
}

function fileProblems({ path, certificates }: StoreFile): TaskError[] {
  if (certificates.length === 0) return [new TaskError('CertificateUnreadable', [path])];
  return certificates
    .filter((certificate) => !mayAnchor(certificate))
    .map((one) => new TaskError('NotACertificateAuthority', [path, subjectOf(one)]));
}

function expiryWarnings({ path, certificates }: StoreFile): Warning[] {
  return certificates
    .filter(({ validTo }) => new Date(validTo).getTime() < Date.now())
    .map((certificate) => ({
      key: 'Warning_TrustedCertificateExpired',
      values: [path, subjectOf(certificate), certificate.validTo],
      isShortfall: false,
    }));
}
