import { recall, remember } from '../agent/memory';
import { type Reference, formatReference } from '../artifacts/reference';

const NAME = 'signedArtifacts';

/**
 * What this step has signed already, under which name ever, in this attempt or in an earlier one:
 * it is not signed again.
 */
export class SignedBefore {
  /** What was asked for, and the artifact that notation said it signed. */
  private readonly signed = new Map<string, string>();

  constructor() {
    const earlier = JSON.parse(recall(NAME) ?? '[]') as [string, string][];
    for (const [reference, resolved] of earlier) this.signed.set(reference, resolved);
  }

  /** The artifact as notation named it when it signed it; undefined where it has not. */
  find(artifact: Reference): string | undefined {
    const reference = formatReference(artifact);
    const known = [...this.signed.values()].find((resolved) => resolved === reference);
    return known ?? this.signed.get(reference);
  }

  add(artifact: Reference, resolved: string): void {
    this.signed.set(formatReference(artifact), resolved);
  }

  /** Keeps it for a later attempt of this step. */
  save(): void {
    remember(NAME, JSON.stringify([...this.signed]));
  }
}
