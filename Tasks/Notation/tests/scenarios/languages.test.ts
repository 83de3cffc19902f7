import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { UNPACKED } from '../../../../scripts/paths';
import { Job } from '../../../../emulator/job';

const task = path.join(UNPACKED, 'Notation');
const strings = path.join(task, 'Strings', 'resources.resjson');
const languages = ['de-DE', 'en-US', 'es-ES', 'fr-FR', 'it-IT', 'ja-JP', 'ko-KR', 'ru-RU'];
languages.push('zh-CN', 'zh-TW');

function textsOf(locale: string): Record<string, string> {
  const file = path.join(strings, locale, 'resources.resjson');
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
}

describe('the packaged task in the language of the agent', () => {
  let root: string;

  before(() => {
    root = mkdtempSync(path.join(tmpdir(), 'notation-languages-'));
  });

  after(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('knows ten languages', () => {
    assert.deepEqual(readdirSync(strings).sort(), languages);
  });

  for (const locale of [...languages, 'DE-de']) {
    it(`says in ${locale} what is wrong`, async () => {
      const job = new Job(path.join(root, locale), { culture: locale });
      const inputs = { command: 'install', isCustomVersion: 'maybe' };
      const { issues } = await job.run(task, { inputs });
      const known = languages.find((one) => one.toLowerCase() === locale.toLowerCase()) ?? '';
      const text = textsOf(known)['loc.messages.Error_InputNotBoolean'] ?? '';
      const expected = `InputNotBoolean: ${format(text, 'isCustomVersion', 'maybe')}`;
      assert.deepEqual(
        issues.map(({ message }) => message),
        [expected],
      );
    });
  }

  it('says it in English where it does not know the language', async () => {
    const job = new Job(path.join(root, 'other'), { culture: 'pt-BR' });
    const { issues } = await job.run(task, { inputs: { command: 'none' } });
    assert.equal(issues[0]?.code, 'InputNotAnOption');
    assert.match(issues[0].message, /^InputNotAnOption: The input command is 'none'\. Use one of/);
  });

  it('has texts of its own in every language', () => {
    const english = textsOf('en-US');
    for (const locale of languages.filter((one) => one !== 'en-US')) {
      const texts = textsOf(locale);
      const same = Object.keys(english).filter((key) => texts[key] === english[key]);
      // Names and formats are the same everywhere; sentences are not.
      assert(same.length < 15, `${locale}: ${same.join(', ')}`);
    }
  });
});
