import { getSealedVariable, setSealedVariable } from '../agent/sealedVariable';
import { type Reference, formatReference, parseReference } from '../artifacts/reference';

const NAME = 'signedArtifacts';

/** Characters that a variable may have; what does not fit is signed again by a later attempt. */
const LONGEST = 32_000;

/**
 * What this step has signed already, under which name ever, in this attempt or in an earlier one:
 * it is not signed again.
 */
export class SignedBefore {
  /** What was asked for, and the artifact that notation said it signed. */
  private readonly signed = new Map<string, string>();

  constructor() {
    for (const entry of getSealedVariable(NAME)?.split(' ') ?? []) {
      const parts = entry.split('=').flatMap(normalised);
      const [reference, resolved = reference] = parts;
      if (reference !== undefined && resolved !== undefined) this.signed.set(reference, resolved);
    }
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
    let text = '';
    for (const [reference, resolved] of this.signed) {
      // Neither character of punctuation stands in a reference.
      const entry = reference === resolved ? reference : `${reference}=${resolved}`;
      if (text.length + entry.length >= LONGEST) break;
      text += text === '' ? entry : ` ${entry}`;
    }
    setSealedVariable(NAME, text);
  }
}

/** A reference as this task writes it; nothing for what is none. */
function normalised(text: string): string[] {
  try {
    return [formatReference(parseReference(text))];
  } catch {
    return [];
  }
}
