import assert from 'node:assert/strict';
import type { StepHandle } from './agent/step';
import type { StepRun } from './agent/run';

/** What tells the agent to hide a text, put together so that no agent obeys it here. */
const setSecret = '##' + 'vso[task.setsecret]';

/** A shorter line of a PEM could stand in any text. */
const shortestLine = 16;

/** The lines of a secret, each of which must be hidden by itself. */
export function secretLines(secret: string): string[] {
  return secret.split('\n').filter((line) => line.length >= shortestLine);
}

/** The secrets that a step asked the agent to hide so far, as a list that grows. */
export function hiddenBy(step: StepHandle): readonly string[] {
  const hidden: string[] = [];
  step.onLine((line) => {
    if (line.startsWith(setSecret)) hidden.push(line.slice(setSecret.length));
  });
  return hidden;
}

/**
 * Tells which of these texts a step showed: in what it wrote, unmasked, besides the commands that
 * hide them; in its log; in its issues.
 */
export function shownBy({ raw, log, issues }: StepRun, texts: readonly string[]): string[] {
  const written = [raw.stdout, raw.stderr].flatMap((text) =>
    text.split('\n').filter((line) => !line.startsWith(setSecret)),
  );
  const all = [...written, ...log, ...issues.map(({ message }) => message)]
    .join('\n')
    .replaceAll('%AZP25', '%'); // the agent library writes a per cent sign in a command so
  return texts.filter((text) => all.includes(text));
}

/** Fails where a step showed one of these secrets, or where no command hid it. */
export function assertHidden(step: StepRun, secrets: readonly string[]): void {
  assert.deepEqual(shownBy(step, secrets), [], 'shown');
  for (const secret of secrets) {
    assert(step.secrets.includes(secret), `${secret} is not hidden by a command`);
  }
}
