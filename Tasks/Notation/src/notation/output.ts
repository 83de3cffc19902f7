import type { SignatureFailure } from './failure';

/** What notation said it did with an artifact, by its standard output at exit code 0. */
export type NotationOutcome =
  | { readonly kind: 'signed' | 'verified' | 'skipped'; readonly reference: string }
  | { readonly kind: 'nothing' };

const statements = [
  ['signed', /^Successfully signed (\S+)$/],
  ['verified', /^Successfully verified signature for (\S+)$/],
  ['skipped', /^Trust policy is configured to skip signature verification for (\S+)$/],
] as const;

/**
 * The first statement on notation's standard output. Later lines do not count: user metadata is
 * printed after it, and whoever signed chose its text.
 */
export function parseOutcome(stdout: readonly string[]): NotationOutcome {
  const line = stdout.find((one) => one.trim() !== '') ?? '';
  for (const [kind, pattern] of statements) {
    const reference = pattern.exec(line)?.[1];
    if (reference !== undefined) return { kind, reference };
  }
  return { kind: 'nothing' };
}

/** What notation warned of. */
export interface Warnings {
  /** Checks that failed and that the trust policy only logs. */
  readonly loggedFailures: readonly { readonly check: string; readonly reason: string }[];
  /** All others, each once, but those that only repeat what this task says itself. */
  readonly others: readonly string[];
}

/** The digest advice this task gives in its own words; experimental flags it sets itself. */
const repeated =
  /^(Always (sign|verify|inspect) the artifact using digest|This feature is experimental|flag '--)/;

/** Why `notation inspect` did not show one or more signatures: the first such warning. */
export function parseLeftOut(stderr: readonly string[]): string | undefined {
  const text = /^Warning: ((?:Skipping|unable to fetch) signature .*)$/;
  return stderr.map((line) => text.exec(line)?.[1]).find((one) => one !== undefined);
}

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

/** The text that notation ends with when it fails: its `Error:` line and what follows it. */
export function parseError(stderr: readonly string[]): string | undefined {
  const at = stderr.findIndex((line) => line.startsWith('Error: '));
  if (at < 0) return undefined;
  const lines = stderr.slice(at).map((line) => line.replace(/^Error: /, '').trim());
  return lines.filter((line) => line !== '').join(' ');
}

/** An entry of notation's log: its message is quoted before 1.3, plain since. */
export interface LogEntry {
  readonly level: string;
  readonly message: string;
}

/** Reads a line of notation's log; undefined where it is none. */
export function parseLogEntry(line: string): LogEntry | undefined {
  const match = /^(?:time=(?:"[^"]*"|\S+) )?level=(\w+) msg=(.*)$/.exec(line);
  if (match === null) return undefined;
  const [, level = '', message = ''] = match;
  const quoted = /^"(.*)"$/.exec(message);
  return { level, message: quoted === null ? message : unquoted(quoted[1] ?? '') };
}

/** Go's quotes: a line break or tab becomes a blank, anything else stands for itself. */
function unquoted(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => character.replace(/[nrt]/, ' '));
}

/** The signature that notation turns to with this line of its log. */
export function parseSignatureTurn(line: string): string | undefined {
  const message = parseLogEntry(line)?.message ?? '';
  return /^Processing signature with manifest mediaType: \S+ and digest: (\S+)$/.exec(message)?.[1];
}

/** What a line of the log says went wrong with asking for revocation: how, where and why. */
export function parseRevocationTrouble(line: string): string | undefined {
  const message = parseLogEntry(line)?.message ?? '';
  const words = / encountered an error for revocation method (\w+) at URL "([^"]*)": (.*)$/;
  const [, method = '', url = '', cause = ''] = words.exec(message) ?? [];
  return method === '' ? undefined : `${method} ${url}: ${cause}`;
}

/** The signature that a line of the log says did not pass, and why. */
export function parseSignatureFailure(line: string): SignatureFailure | undefined {
  const entry = parseLogEntry(line);
  const match = /^Signature (\S+) failed verification with error: (.*)$/.exec(entry?.message ?? '');
  return match === null ? undefined : { digest: match[1] ?? '', reason: match[2] ?? '' };
}
