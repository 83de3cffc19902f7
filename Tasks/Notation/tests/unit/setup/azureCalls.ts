/** The calls of `az` that a script holds, in their order, each in one spelling: `az <words>`. */
export function azureCalls(script: string): string[] {
  return script
    .split('\n')
    .map((line) => line.trim())
    .flatMap((line) => call.exec(line)?.[1] ?? [])
    .map((words) => `az ${plain(words)}`);
}

/** A call at the place of a command, not one that a comment names. */
const call = /(?:^|= |\$\(|\{ |^retry |then )(?:az|Invoke-Az) ([a-z].*)$/;

/** Without the quotes and the ends of the language around a call. */
function plain(words: string): string {
  return words
    .replace(/\)"$/, '')
    .replace(/; fi$| }$/, '')
    .replaceAll('"', '')
    .trim();
}
