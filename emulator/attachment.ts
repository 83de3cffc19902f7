import { existsSync, readFileSync, statSync } from 'node:fs';

/** A file that a task gave to the agent, which uploads it some time after the command. */
export interface Attachment {
  readonly type: string;
  readonly name: string;
  readonly path: string;
  /** What the file held when the command came. */
  readonly content: string;
  /** Whether the file was still there after the step, as the upload needs. */
  kept: boolean;
}

export const summaryType = 'Distributedtask.Core.Summary';
export const fileType = 'DistributedTask.Core.FileAttachment';

/**
 * Takes a file that a task attaches.
 * @throws Error if type, name or file is missing, or a name holds what no file name may
 * Source: agent: TaskCommandExtension.cs.
 */
export function attach(type: string, name: string, path: string): Attachment {
  for (const [what, value] of Object.entries({ type, name })) {
    if (value === '' || /[/\0]/.test(value)) {
      throw new Error(`An attachment cannot have '${value}' for its ${what}.`);
    }
  }
  if (path === '' || !statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new Error(`There is no file '${path}' to attach.`);
  }
  return { type, name, path, content: readFileSync(path, 'utf8'), kept: true };
}

/** Notes which files are still there, once the step has ended. */
export function checkKept(attachments: readonly Attachment[]): void {
  for (const attachment of attachments) {
    attachment.kept = existsSync(attachment.path);
  }
}
