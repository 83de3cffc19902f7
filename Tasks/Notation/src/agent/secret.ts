import * as tl from 'azure-pipelines-task-lib/task';
import { type Mask, maskOf } from '../text/mask';
import { boundText } from '../text/bound';
import { quietly } from './library';

/** A shorter piece of a secret is none, and hiding it would blot it out all over the log. */
const SHORTEST_PIECE = 6;

/** What this step had the agent mask so far. */
const hidden = new Set<string>();

/**
 * Has the agent mask a secret in all logs, before its first use. The agent masks within a line,
 * so each line of a longer secret (a PEM) is hidden by itself.
 */
export function maskSecret(secret: string): void {
  for (const part of secret.split(/[\r\n]+/)) {
    // With System.Debug the agent logs the command too, where a per cent sign is written otherwise
    // and the whole is not found: so what stands between such signs is hidden first.
    const pieces = part.includes('%') ? part.split('%') : [];
    for (const piece of pieces) if (piece.length >= SHORTEST_PIECE) tl.setSecret(piece);
    if (part.trim() === '') continue;
    tl.setSecret(part);
    hidden.add(part);
    currentMask = undefined;
  }
}

/** Hides the form that a basic authentication header or a docker configuration carries. */
export function maskBasicAuth(username: string, password: string): void {
  maskSecret(password);
  maskSecret(Buffer.from(`${username}:${password}`).toString('base64'));
}

/**
 * What masks all that this step hid so far, and the secret variables of the pipeline: for texts
 * that leave by another way than the log, which is all that the agent masks.
 */
export function secretMask(): Mask {
  const variables = quietly(() => tl.getVariables()).filter(({ secret }) => secret);
  // The library promises a text, and has none where a secret is empty.
  const values = variables.map(({ value }: { value?: string }) => value ?? '');
  return maskOf([...hidden, ...values]);
}

/** The mask of what is known so far; undefined where a secret was added since. */
let currentMask: Mask | undefined;

/** Masks all secrets that are known at this moment, as `secretMask` does. */
export function maskKnownSecrets(text: string): string {
  currentMask ??= secretMask();
  return currentMask(text);
}

/**
 * A text of any origin as a message may show it: known secrets are masked before it is cut.
 *
 * @param maxCharacters of the result
 */
export function boundMasked(text: string, maxCharacters: number): string {
  return boundText(maskKnownSecrets(text), maxCharacters);
}
