import type { Reference } from '../artifacts/reference';
import type { TaskError } from '../errors';
import type { Warning } from '../messages';
import type { Evidence } from './evidence';
import type { Signature } from '../notation/signature';
import type { LeftOutSignature } from '../registry/signatures';

/** The result kinds of an artifact. */
export type Status = 'signed' | 'alreadySigned' | 'verified' | 'skipped' | 'inspected' | 'failed';

/** A line of a file that names an artifact; the first line is 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** What one of several policies said of an artifact. */
export interface PolicyResult {
  /** The file of the policy. */
  readonly policy: string;
  readonly status: Status;
  readonly policyStatement: string | undefined;
  readonly signature: Signature | undefined;
  /** Present where the status is failed. */
  readonly error: TaskError | undefined;
}

/** Where a part of an image belongs: the step does not name it. */
export interface PartPlace {
  /** The index that lists it, or the artifact that it is attached to: by its digest. */
  readonly parent: Reference;
  /** How far it is from the artifact that the step names; that one has 0. */
  readonly depth: number;
  /** Such as `linux/arm64`, where the index names one. */
  readonly platform?: string | undefined;
  /** Of an attached artifact. */
  readonly artifactType?: string | undefined;
}

/** What the registry lists as attached to an artifact. Nothing of it is verified. */
export interface AttachedArtifact {
  readonly digest: string;
  /** undefined: the listing names none. */
  readonly artifactType: string | undefined;
  /** Bytes of its manifest. */
  readonly size: number;
  /** Whether the registry lists a signature for it. */
  readonly isSigned: boolean;
}

/** The result of one artifact. */
export interface ArtifactResult {
  /** Where files name the artifact; empty, or not there, where the step names it itself. */
  readonly namedIn?: readonly Place[] | undefined;
  /** As the step's inputs name it. */
  readonly artifact: Reference;
  /** By its digest; undefined where the digest is not known. */
  readonly resolved: Reference | undefined;
  readonly status: Status;
  /** The name of the trust policy statement that applied; undefined at sign. */
  readonly policyStatement?: string | undefined;
  /** The digest of the signature's manifest that was pushed, where notation named it. */
  readonly pushedSignature?: string | undefined;
  /** The valid signature, where the step shows it. */
  readonly signature?: Signature | undefined;
  /** Where several policies judged the artifact, each in the order of the input. */
  readonly policies?: readonly PolicyResult[] | undefined;
  /** Signatures that were left out. */
  readonly leftOut?: readonly LeftOutSignature[] | undefined;
  /** The signatures that were inspected. */
  readonly signatures?: readonly Signature[] | undefined;
  /** The media type of an artifact that was inspected. */
  readonly mediaType?: string | undefined;
  /** What else is attached to an artifact that was inspected. */
  readonly attached?: readonly AttachedArtifact[] | undefined;
  /** Of a part that the step does not name. */
  readonly place?: PartPlace | undefined;
  readonly warnings: readonly Warning[];
  /** Present where the status is failed. */
  readonly error: TaskError | undefined;
}

/** An artifact's result, with the time that it took. */
export interface TimedResult extends ArtifactResult {
  readonly milliseconds: number;
  /** When the result was known: ISO 8601, UTC. */
  readonly finishedAt?: string | undefined;
}

/** The result of a step. */
export interface StepReport {
  readonly command: 'install' | 'sign' | 'verify' | 'inspect';
  /** undefined where the command did not run notation. */
  readonly notationVersion: string | undefined;
  readonly artifacts: readonly TimedResult[];
  /** Warnings of the step as a whole. */
  readonly warnings: readonly Warning[];
  readonly failOnWarning: boolean;
  /** What failed behind the artifacts, such as the copies with digests; undefined: nothing. */
  readonly error?: TaskError | undefined;
  /** The value of the output variable PinnedImages; undefined: none. */
  readonly pinnedImages?: string | undefined;
  /** undefined where the command ran no notation. */
  readonly evidence?: Evidence | undefined;
}
