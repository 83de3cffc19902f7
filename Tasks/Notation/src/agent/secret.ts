import * as tl from 'azure-pipelines-task-lib/task';

/** A shorter piece of a secret is none, and hiding it would blot it out all over the log. */
const SHORTEST_PIECE = 6;

/**
 * Has the agent mask a secret in all logs, before its first use. The agent masks within a line,
 * so each line of a longer secret (a PEM) is hidden by itself.
 */
export function hide(secret: string): void {
  for (const part of secret.split(/[\r\n]+/)) {
    // With System.Debug the agent logs the command too, where a per cent sign is written otherwise
    // and the whole is not found: so what stands between such signs is hidden first.
    const pieces = part.includes('%') ? part.split('%') : [];
    for (const piece of pieces) if (piece.length >= SHORTEST_PIECE) tl.setSecret(piece);
    if (part.trim() !== '') tl.setSecret(part);
  }
}

/** Hides the form that a basic authentication header or a docker configuration carries. */
export function hideBasicAuth(username: string, password: string): void {
  hide(password);
  hide(Buffer.from(`${username}:${password}`).toString('base64'));
}
