import { getSealedVariable, setSealedVariable } from '../agent/sealedVariable';
import { formatReference, parseReference } from '../artifacts/reference';

const NAME = 'signedArtifacts';

/** The longest text of a variable; what does not fit is signed again by a later attempt. */
const MAX_VARIABLE_CHARACTERS = 32_000;

/**
 * The artifacts that this step has signed already, in this attempt or in an earlier one, by their
 * digests: none is signed again.
 */
export class SigningLedger {
  private readonly signed = new Set<string>();

  constructor() {
    for (const entry of getSealedVariable(NAME)?.split(' ') ?? []) {
      const reference = parsed(entry);
      if (reference !== undefined) this.signed.add(reference);
    }
  }

  /** @param reference by digest */
  has(reference: string): boolean {
    return this.signed.has(reference);
  }

  /** @param reference by digest */
  add(reference: string): void {
    this.signed.add(reference);
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

/** A reference by digest as this task writes it; undefined for any other text. */
function parsed(text: string): string | undefined {
  try {
    const reference = parseReference(text);
    return reference.digest === undefined ? undefined : formatReference(reference);
  } catch {
    return undefined;
  }
}
