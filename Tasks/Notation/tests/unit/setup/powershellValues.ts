/**
 * The values that a PowerShell script gives to `Write-Json`, in their order: hash tables, arrays, texts, numbers
 * and switches as they are written. A variable stays as its name, `$NAME`.
 *
 * @throws Error where the script has something else there
 */
export function powershellValues(script: string): unknown[] {
  return [...script.matchAll(/Write-Json [^\n@]+(?=@\{)/g)].map((match) => {
    const words = wordsOf(script.slice(match.index + match[0].length));
    return readValue(words);
  });
}

function wordsOf(text: string): string[] {
  const found = text.match(/@\{|@\(|[})=;,]|'[^']*'|"[^"]*"|\$\w+|\w+/g) ?? [];
  return found.filter((word) => word !== ';' && word !== ',');
}

function readValue(words: string[]): unknown {
  const word = words.shift() ?? '';
  if (word === '@{') return readTable(words);
  if (word === '@(') return readArray(words);
  if (/^['"]/.test(word)) return word.slice(1, -1);
  if (word === '$true' || word === '$false') return word === '$true';
  if (/^\d+$/.test(word)) return Number(word);
  if (word.startsWith('$')) return word;
  throw new Error(`no value of PowerShell: ${word}`);
}

function readTable(words: string[]): Record<string, unknown> {
  const table: Record<string, unknown> = {};
  while (words[0] !== '}') {
    const name = words.shift() ?? '';
    if (words.shift() !== '=') throw new Error(`no field of PowerShell: ${name}`);
    table[name] = readValue(words);
  }
  words.shift();
  return table;
}

function readArray(words: string[]): unknown[] {
  const items: unknown[] = [];
  while (words[0] !== ')') items.push(readValue(words));
  words.shift();
  return items;
}
