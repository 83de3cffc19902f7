import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { TASK_SOURCE, root } from '../../../../../scripts/paths';

const page = readFileSync(path.join(root, 'docs/security.md'), 'utf8');
const [, after = ''] = page.split('## What is sent to whom');
const [section = ''] = after.split('\n## ');

/** Hosts that sources name and that no step talks to, each with the reason. */
const notAsked: Readonly<Record<string, string>> = {
  'go.dev': 'the address of a specification, in a comment',
  'registry.example': 'an example, in a comment',
  'index.docker.io': 'the name under which Docker keeps a login; a registry otherwise',
  'management.azure.com': 'the audience of a token: the registry gets the token',
  'management.usgovcloudapi.net': 'the audience of a token',
  'management.chinacloudapi.cn': 'the audience of a token',
};

/** Every file that becomes part of the task. */
function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? files(file) : [file];
  });
}

const sources = ['src', 'data'].flatMap((folder) => files(path.join(TASK_SOURCE, folder)));
const texts = sources.map((file) => readFileSync(file, 'utf8'));

describe('the page that says what is sent to whom', () => {
  it('names every host that the sources name', () => {
    const hosts = texts.flatMap((text) =>
      [...text.matchAll(/https?:\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi)].map(([, host = '']) => host),
    );
    const unknown = [...new Set(hosts)].filter(
      (host) => notAsked[host] === undefined && !section.includes(`\`${host}\``),
    );
    assert.deepEqual(unknown, []);
    assert(hosts.includes('github.com'));
  });

  it('says that there is no telemetry, and no source sends any', () => {
    assert.match(section, /no telemetry/);
    for (const text of texts) assert.doesNotMatch(text, /telemetry/i);
  });
});
