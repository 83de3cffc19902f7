import { TaskError } from '../errors';
import type { TrustedCertificates } from '../trust/generate';
import { type Publisher, findPublishers } from '../releases/publishers';
import { parseList } from '../text/list';
import { trimInvisible } from '../text/trim';
import { mirrorInput } from './install';
import { existingFile, existingFolder, existingPath, isExisting, newFolder } from './path';
import { expanded, oneOf, required } from './value';

/** Policies with their store; absolute paths. */
export interface PolicyInputs {
  /** Each must be passed; at least one. */
  readonly files: readonly string[];
  readonly store: string;
}

/** What artifacts are verified against: policies with their store, publishers or both; or certificates. */
export type TrustInputs =
  | {
      readonly kind: 'policy';
      /** undefined: publishers alone. */
      readonly policies: PolicyInputs | undefined;
      /** Trusted for the repositories of their own registries, where the policies do not count. */
      readonly publishers: readonly Publisher[];
    }
  | (TrustedCertificates & {
      readonly kind: 'certificates';
      /** The folder for the generated trust; undefined: it is not saved. */
      readonly saveTo: string | undefined;
    });

/** What the panel calls the ways to say whom to trust, and the inputs that show with each. */
const sources = {
  policy: ['trustPolicy', 'trustStore'],
  certificates: ['trustedCertificates'],
  publishers: ['trustedPublishers'],
} as const;
type Source = keyof typeof sources;

/**
 * The trust of the step.
 *
 * @throws TaskError ConflictingTrustInputs, SaveTargetWithoutCertificates, IdentitiesWithoutCertificates,
 *   TrustedCertificatesBlank, TrustPolicyBlank, TrustPolicyComma, PublisherUnknown, InputMissing
 */
export function trustInputs(): TrustInputs {
  checkSource();
  const certificates = expanded('trustedCertificates');
  if (certificates !== undefined) return certificateInputs(certificates);
  if (expanded('saveTrustTo') !== undefined) throw new TaskError('SaveTargetWithoutCertificates');
  if (expanded('trustedIdentities') !== undefined) {
    throw new TaskError('IdentitiesWithoutCertificates');
  }
  const publishers = publisherInputs();
  const isAlone =
    publishers.length > 0 &&
    expanded('trustPolicy') === undefined &&
    expanded('trustStore') === undefined;
  return { kind: 'policy', policies: isAlone ? undefined : policyInputs(), publishers };
}

/** Where the panel's choice is made, it must be filled, and no other way beside it. */
function checkSource(): void {
  const given = Object.keys(sources).filter((source) =>
    sources[source as Source].some((name) => expanded(name) !== undefined),
  );
  const chosen = expanded('trustSource');
  if (chosen !== undefined) {
    const source = oneOf('trustSource', ['policy', 'certificates', 'publishers']);
    const other = given.find((one) => one !== source);
    if (other !== undefined) throw conflict(`trustSource: ${source}`, namesOf(other as Source));
    for (const name of sources[source]) required(name);
  } else if (given.includes('certificates')) {
    const other = given.find((one) => one !== 'certificates');
    if (other !== undefined) throw conflict('trustedCertificates', namesOf(other as Source));
  }
}

function conflict(one: string, other: string): TaskError {
  return new TaskError('ConflictingTrustInputs', [one, other]);
}

function namesOf(source: Source): string {
  return source === 'policy' ? 'trustPolicy with trustStore' : sources[source][0];
}

/** A comma, which may end a line, or the end of a line. */
const policySeparator = /,[ \t]*(?:\r?\n)?|\r?\n/;

function publisherInputs(): Publisher[] {
  const publishers = expanded('trustedPublishers');
  if (publishers === undefined) return [];
  const names = parseList(publishers);
  return findPublishers(names.length === 0 ? [publishers] : names, mirrorInput());
}

function policyInputs(): PolicyInputs {
  const list = requiredPolicy();
  // Not `parseList`: an empty place would be a policy that is not demanded.
  const files = list.split(policySeparator).map(trimInvisible);
  if (files.includes('')) throw new TaskError('TrustPolicyBlank', [list]);
  if (files.length > 1 && isExisting(list)) throw new TaskError('TrustPolicyComma', [list]);
  return {
    files: files.map((file) => existingFile('trustPolicy', file)),
    store: existingFolder('trustStore', required('trustStore')),
  };
}

/** The input trustPolicy; where the step names no trust at all, the error names all ways. */
function requiredPolicy(): string {
  const policy = expanded('trustPolicy');
  if (policy !== undefined) return policy;
  const names =
    expanded('trustStore') === undefined
      ? 'trustPolicy (with trustStore), trustedCertificates or trustedPublishers'
      : 'trustPolicy';
  throw new TaskError('InputMissing', [names]);
}

function certificateInputs(certificates: string): TrustInputs {
  const saveTo = expanded('saveTrustTo');
  const paths = parseList(certificates);
  if (paths.length === 0) throw new TaskError('TrustedCertificatesBlank', [certificates]);
  return {
    kind: 'certificates',
    paths: paths.map((one) => existingPath('trustedCertificates', one)),
    // A subject contains commas, so only line breaks separate subjects.
    identities: (expanded('trustedIdentities') ?? '')
      .split(/[\r\n]+/)
      .map(trimInvisible)
      .filter(Boolean),
    level: oneOf('verificationLevel', ['strict', 'permissive', 'audit'], 'strict'),
    saveTo: saveTo === undefined ? undefined : newFolder('saveTrustTo', saveTo),
  };
}
