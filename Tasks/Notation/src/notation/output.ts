/** What notation said it did with an artifact, by its standard output at exit code 0. */
export type Statement =
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
export function parseStatement(stdout: readonly string[]): Statement {
  const line = stdout.find((one) => one.trim() !== '') ?? '';
  for (const [kind, pattern] of statements) {
    const reference = pattern.exec(line)?.[1];
    if (reference !== undefined) return { kind, reference };
  }
  return { kind: 'nothing' };
}

/** Checks that failed but that the trust policy only logs: the check and its reason. */
export function parseLoggedFailures(
  stderr: readonly string[],
): { check: string; reason: string }[] {
  return stderr.flatMap((line) => {
    const match = /^Warning: (\w+) was set to "log" and failed with error: (.*)$/.exec(line);
    return match === null ? [] : [{ check: match[1] ?? '', reason: match[2] ?? '' }];
  });
}

/** The text of `Error:` lines, as notation prints when it fails; undefined where there is none. */
export function parseError(stderr: readonly string[]): string | undefined {
  const at = stderr.findIndex((line) => line.startsWith('Error: '));
  if (at < 0) return undefined;
  return stderr
    .slice(at)
    .map((line) => line.replace(/^Error: /, '').trim())
    .filter(Boolean)
    .join(' ');
}

/**
 * Why verification failed, as notation's log tells and its error does not: the failure reasons of
 * all signatures it tried, each once, in their order.
 */
export function parseReasons(stderr: readonly string[]): string[] {
  const reasons = stderr.flatMap((line) => {
    const entry = parseLogLine(line);
    if (entry === undefined) return [];
    const failed = /^\S+ validation failed\. Failure reason: (.*)$/.exec(entry.message);
    if (failed !== null) return [failed[1] ?? ''];
    const signature = /^Signature \S+ failed verification with error: (.*)$/.exec(entry.message);
    return signature === null ? [] : [signature[1] ?? ''];
  });
  return [...new Set(reasons)];
}

/** An entry of notation's log: quoted before 1.3, plain since. */
function parseLogLine(line: string): { level: string; message: string } | undefined {
  const match = /^(?:time=\S+ |time="[^"]*" )?level=(\w+) msg=(.*)$/.exec(line);
  if (match === null) return undefined;
  const [, level = '', message = ''] = match;
  const quoted = /^"(.*)"$/.exec(message);
  return { level, message: quoted === null ? message : (quoted[1] ?? '').replace(/\\(.)/g, '$1') };
}
