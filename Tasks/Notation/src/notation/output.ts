import type { SignatureFailure } from './errors';
import { parseLog, parseLogEntry } from './logEntry';

/** The result for an artifact in notation's standard output, at exit code 0. */
export type NotationOutcome =
  | { readonly kind: 'signed' | 'verified' | 'skipped'; readonly reference: string }
  | { readonly kind: 'nothing' };

const statements = [
  ['signed', /^Successfully signed (\S+)$/],
  ['verified', /^Successfully verified signature for (\S+)$/],
  ['skipped', /^Trust policy is configured to skip signature verification for (\S+)$/],
] as const;

/**
 * Reads the first result on notation's standard output. Later lines do not count: they contain user
 * metadata, and the signer chose its text.
 */
export function parseOutcome(stdout: readonly string[]): NotationOutcome {
  const line = stdout.find((one) => one.trim() !== '') ?? '';
  for (const [kind, pattern] of statements) {
    const reference = pattern.exec(line)?.[1];
    if (reference !== undefined) return { kind, reference };
  }
  return { kind: 'nothing' };
}

/**
 * The digest of the signature that notation pushed, from 1.2 on (notation: cmd/notation/sign.go). At sign notation
 * writes nothing else to standard output.
 *
 * @returns undefined where notation does not name it
 */
export function parsePushedSignature(stdout: readonly string[]): string | undefined {
  const pattern = /^Pushed the signature to \S+@(sha(?:256|384|512):[0-9a-f]{64,128})$/;
  const digests = stdout.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  return digests.length === 1 ? digests[0] : undefined;
}

/** The warnings of notation. */
export interface Warnings {
  /** Failed checks that the trust policy only logs. */
  readonly loggedFailures: readonly { readonly check: string; readonly reason: string }[];
  /** All other warnings, each once, without warnings that this task gives itself. */
  readonly others: readonly string[];
}

/** This task gives the advice on digests itself, and sets the experimental flags itself. */
const repeated =
  /^(Always (sign|verify|inspect) the artifact using digest|This feature is experimental|flag '--)/;

/** Whether a line of standard error is one of notation's warnings. */
export function isWarning(line: string): boolean {
  return line.startsWith('Warning: ');
}

/** Reads the `Warning:` lines that notation writes to standard error. */
export function parseWarnings(stderr: readonly string[]): Warnings {
  const texts = stderr.flatMap((line) => /^Warning: (.*)$/.exec(line)?.[1] ?? []);
  const loggedFailures: { check: string; reason: string }[] = [];
  const others = new Set<string>();
  for (const text of texts) {
    const match = /^(\w+) was set to "log" and failed with error: (.*)$/.exec(text);
    if (match !== null) loggedFailures.push({ check: match[1] ?? '', reason: match[2] ?? '' });
    else if (!repeated.test(text)) others.add(text);
  }
  return { loggedFailures, others: [...others] };
}

/**
 * Reads why notation failed: the text from the `Error:` line on. Where that text only says that a
 * plugin ended without an answer, the plugin's own text from the log is returned.
 */
export function parseError(stderr: readonly string[]): string | undefined {
  const at = stderr.findIndex((line) => line.startsWith('Error: '));
  if (at < 0) return undefined;
  const lines = stderr.slice(at).map((line) => line.replace(/^Error: /, '').trim());
  const error = lines.filter((line) => line !== '').join(' ');
  return withPluginWords(error, stderr.slice(0, at));
}

/** How notation reports a plugin whose answer is not JSON, from 1.2 on (Go: encoding/json, os/exec). */
const noAnswer =
  /(?:^|: )(?:invalid character .{1,12} (?:looking for|after|in) [\w ():',-]{0,60}|unexpected end of JSON input|exit status \d{1,10}|signal: [\w ()]{0,40})$/;

/** How the log names the failed command of a plugin and the plugin's text, from 1.2 on. */
const pluginFailure = /^failed to execute the (\S+) command for plugin [^:\s]+: (.*)$/;

/** Go's mark for a value that the log could not print. */
const UNPRINTED = '%!w(';

function withPluginWords(error: string, log: readonly string[]): string {
  const last = parseLog(log)
    .reverse()
    .find(({ level }) => level === 'error');
  const message = last?.message ?? '';
  const [, command = '', words = ''] = pluginFailure.exec(message) ?? [];
  if (command === '') return error;
  if (noAnswer.test(error)) return words.includes(UNPRINTED) ? error : message;
  // Only for this command does notation pass on the plugin's text as its own.
  const isBare = command === 'get-plugin-metadata' && !error.startsWith('signature verification');
  return isBare && !error.includes(command) ? `${command} command failed: ${error}` : error;
}

/** Reads a revocation failure from a line of the log: the method, the address and the reason. */
export function parseRevocationTrouble(line: string): string | undefined {
  const message = parseLogEntry(line)?.message ?? '';
  const words = / encountered an error for revocation method (\w+) at URL "([^"]*)": (.*)$/;
  const [, method = '', url = '', cause = ''] = words.exec(message) ?? [];
  return method === '' ? undefined : `${method} ${url}: ${cause}`;
}

/** Reads the failed signature and the reason from a line of the log. */
export function parseSignatureFailure(line: string): SignatureFailure | undefined {
  const entry = parseLogEntry(line);
  const match = /^Signature (\S+) failed verification with error: (.*)$/.exec(entry?.message ?? '');
  return match === null ? undefined : { digest: match[1] ?? '', reason: match[2] ?? '' };
}
