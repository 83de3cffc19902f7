import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes a notation that answers `version`, shows no signatures to `inspect`, and otherwise does
 * what a test wants to see done.
 *
 * @param folder gets the program, as `notation`
 * @param body JavaScript for every other command; its arguments are `args`
 * @param version that it says it is
 * @returns the environment of an agent that has it first on its PATH
 */
export function standInNotation(
  folder: string,
  body: string,
  version = '1.3.2',
): { readonly PATH: string } {
  const answer = `console.log('Notation\\n\\nVersion:     ${version}\\n');`;
  const text = [
    `#!${process.execPath}`,
    `const args = process.argv.slice(2);`,
    `if (args[0] === 'version') { ${answer} process.exit(0); }`,
    `if (args[0] === 'inspect') { console.log('{\\n"Signatures": []\\n}'); process.exit(0); }`,
    body,
    '',
  ].join('\n');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'notation'), text, { mode: 0o755 });
  return { PATH: [folder, process.env['PATH']].join(path.delimiter) };
}
