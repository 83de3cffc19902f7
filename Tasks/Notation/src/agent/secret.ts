import * as tl from 'azure-pipelines-task-lib/task';
import { type Mask, maskOf } from '../text/mask';
import { boundText } from '../text/bound';
import { withLibraryLogOff } from './library';

/** Shorter pieces of a secret are not masked: they would blank out ordinary words in the log. */
const MIN_PIECE_CHARACTERS = 6;

/** The secrets that this step has registered with the agent so far. */
const hidden = new Set<string>();

/**
 * Registers a secret with the agent, which then masks it in all logs. Call it before the first use of
 * the secret. The agent masks within one line, so each line of a longer secret (a PEM) is registered by
 * itself.
 */
export function maskSecret(secret: string): void {
  for (const part of secret.split(/[\r\n]+/)) {
    // With System.Debug the agent also logs the command, which encodes percent signs, so the whole
    // secret is not found there. The pieces between percent signs are therefore registered first.
    const pieces = part.includes('%') ? part.split('%') : [];
    for (const piece of pieces) if (piece.length >= MIN_PIECE_CHARACTERS) tl.setSecret(piece);
    if (part.trim() === '') continue;
    tl.setSecret(part);
    hidden.add(part);
    currentMask = undefined;
  }
}

/** Registers the base64 form that a basic authentication header or a docker configuration holds. */
export function maskBasicAuth(username: string, password: string): void {
  maskSecret(password);
  maskSecret(Buffer.from(`${username}:${password}`).toString('base64'));
}

/**
 * The mask for all registered secrets and the secret variables of the pipeline. The agent masks logs
 * alone; this mask is for texts in files and attachments.
 */
export function secretMask(): Mask {
  const variables = withLibraryLogOff(() => tl.getVariables()).filter(({ secret }) => secret);
  // The library's types promise a text, but an empty secret gives undefined.
  const values = variables.map(({ value }: { value?: string }) => value ?? '');
  return maskOf([...hidden, ...values]);
}

/** The mask of the known secrets; undefined after a new secret was added. */
let currentMask: Mask | undefined;

/** Masks all secrets that are known at this moment, as `secretMask` does. */
export function maskKnownSecrets(text: string): string {
  currentMask ??= secretMask();
  return currentMask(text);
}

/**
 * Masks known secrets in a text from any source, then cuts the text.
 *
 * @param maxCharacters of the result
 */
export function boundMasked(text: string, maxCharacters: number): string {
  return boundText(maskKnownSecrets(text), maxCharacters);
}
