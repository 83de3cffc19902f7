/**
 * The first macro `$(name)` in a value. The agent leaves one as it is where no variable of that
 * name exists.
 */
export function findMacro(value: string): string | undefined {
  return /\$\([^()\r\n]+\)/.exec(value)?.[0];
}
