import * as tl from 'azure-pipelines-task-lib/task';

/**
 * Has the agent mask a secret in all logs, before its first use. The agent masks within a line,
 * so each line of a longer secret (a PEM) is hidden by itself.
 */
export function hide(secret: string): void {
  for (const part of secret.split(/[\r\n]+/)) {
    if (part.trim() !== '') tl.setSecret(part);
  }
}

/** Hides the form that a basic authentication header or a docker configuration carries. */
export function hideBasicAuth(username: string, password: string): void {
  hide(password);
  hide(Buffer.from(`${username}:${password}`).toString('base64'));
}
