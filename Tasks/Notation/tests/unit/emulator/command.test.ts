import assert from 'node:assert/strict';
import { formatCommand, parseCommand } from '../../../../../emulator/command';
import { vso } from './emulatorFixture';

function parse(line: string): unknown {
  const command = parseCommand(line);
  return typeof command === 'object'
    ? { ...command, properties: Object.fromEntries(command.properties) }
    : command;
}

describe('logging commands', () => {
  it('are found anywhere in a line', () => {
    assert.deepEqual(parse(`registry says: ${vso}task.complete result=Skipped]done`), {
      area: 'task',
      event: 'complete',
      properties: { result: 'Skipped' },
      data: 'done',
    });
  });

  it('end their header at the first bracket', () => {
    assert.deepEqual(parse(`${vso}Task.SetVariable Variable=a;isSecret=true]b]c`), {
      area: 'task',
      event: 'setvariable',
      properties: { variable: 'a', issecret: 'true' },
      data: 'b]c',
    });
  });

  it('decode each escape once', () => {
    assert.deepEqual(parse(`${vso}a.b k=1%3B%5D%AZP250A]x%0Ay%0D%AZP25`), {
      area: 'a',
      event: 'b',
      properties: { k: '1;]%0A' },
      data: 'x\ny\r%',
    });
    const kept = parseCommand(`${vso}a.b]%AZP25`, false);
    assert.equal(typeof kept === 'object' && kept.data, '%AZP25');
  });

  it('are malformed without a bracket or with other than two names', () => {
    for (const line of [
      `${vso}task.complete`,
      `${vso}task]`,
      `${vso}a.b.c]`,
      '##' + 'vso',
      `${vso} a.b]`,
    ]) {
      assert.equal(parse(line), 'malformed');
    }
  });

  it('need the prefix in lower case', () => {
    assert.equal(parse(`${vso.toUpperCase()}task.debug]x`), undefined);
    assert.equal(parse('#vso[task.debug]x'), undefined);
  });

  it('lose properties without a value', () => {
    const command = parse(`${vso}a.b =x;y;z=;k=v=w]`) as { properties: unknown };
    assert.deepEqual(command.properties, { k: 'v=w' });
  });

  it('come back as they were written', () => {
    const line = formatCommand('task.x', { k: 'a;b]c%\n' }, 'd;]%\r\n');
    const command = parse(line) as { properties: unknown; data: string };
    assert.deepEqual(command.properties, { k: 'a;b]c%\n' });
    assert.equal(command.data, 'd;]%\r\n');
  });
});
