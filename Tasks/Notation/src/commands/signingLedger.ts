import { getSealedVariable, setSealedVariable } from '../agent/sealedVariable';
import { parseReference } from '../artifacts/reference';
import { canonicalArtifact } from '../registry/name';

const NAME = 'signedArtifacts';

/**
 * The longest text of the variable, in characters. A later attempt signs the artifacts that do not fit
 * again.
 */
const MAX_VARIABLE_CHARACTERS = 32_000;

/**
 * The artifacts that this step has signed in this attempt or an earlier one, by digest. They are not
 * signed again.
 */
export class SigningLedger {
  private readonly signed = new Set<string>();

  constructor() {
    for (const entry of getSealedVariable(NAME)?.split(' ') ?? []) {
      const reference = parsed(entry);
      if (reference !== undefined) this.signed.add(reference);
    }
  }

  /** @param name by digest, as `canonicalArtifact` names the artifact */
  has(name: string): boolean {
    return this.signed.has(name);
  }

  /** @param name by digest, as `canonicalArtifact` names the artifact */
  add(name: string): void {
    this.signed.add(name);
  }

  /** Keeps the ledger for a later attempt of this step. */
  save(): void {
    let text = '';
    for (const reference of this.signed) {
      if (text.length + reference.length >= MAX_VARIABLE_CHARACTERS) break;
      text += text === '' ? reference : ` ${reference}`;
    }
    setSealedVariable(NAME, text);
  }
}

/** The canonical name of a reference by digest; undefined for any other text. */
function parsed(text: string): string | undefined {
  try {
    const reference = parseReference(text);
    return reference.digest === undefined ? undefined : canonicalArtifact(reference);
  } catch {
    return undefined;
  }
}
