import assert from 'node:assert/strict';
import sinon from 'sinon';
import '../agentLibrary';
import {
  libraryOutput,
  watchStandardOutput,
  writeConfirmed,
  writeText,
} from '../../../src/agent/standardOutput';

describe('standard output', () => {
  let ends: number;
  let write: sinon.SinonStub;
  let listeners: ReturnType<typeof process.stdout.listeners>;

  beforeEach(() => {
    ends = 0;
    listeners = process.stdout.listeners('error');
    watchStandardOutput(() => (ends += 1));
    write = sinon.stub(process.stdout, 'write');
  });
  afterEach(() => {
    sinon.restore();
    const added = process.stdout.listeners('error').filter((one) => !listeners.includes(one));
    for (const one of added) process.stdout.off('error', one as () => void);
  });

  it('F10 ends the step, once, where a device is full', async () => {
    write.throws(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
    writeText('a');
    libraryOutput.write('b');
    const confirmed = writeConfirmed('c');
    const seen = ends;
    write.restore();
    await assert.rejects(confirmed, { code: 'ENOSPC' });
    assert.equal(seen, 1);
  });

  it('F10 ends the step, once, where nobody reads it any more', () => {
    process.stdout.emit('error', Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
    process.stdout.emit('error', Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
    const seen = ends;
    write.restore();
    assert.equal(seen, 1);
  });

  it('gets at once, and in its order, what the agent library writes', () => {
    write.returns(true);
    for (const text of ['a', 'b', 'c']) {
      libraryOutput.write(text);
      writeText(text.toUpperCase());
    }
    const written = write.args.map(([text]: unknown[]) => text).join('');
    write.restore();
    assert.equal(written, 'aAbBcC');
  });
});
