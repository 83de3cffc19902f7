import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import sinon from 'sinon';
import { allTests } from '../../../../../scripts/tests/groups';
import { isEmulationDue, problemOfEmulation } from '../../../../../scripts/tools/emulated';

describe('the emulated platforms', () => {
  afterEach(() => {
    sinon.restore();
  });

  /** What a run of all tests decides, with these variables and for a user with this id. */
  function decided(variables: Readonly<Record<string, string>>, user = 0): boolean {
    sinon.stub(process, 'env').value(variables);
    if (process.getuid !== undefined) sinon.stub(process, 'getuid').returns(user);
    try {
      return isEmulationDue();
    } finally {
      sinon.restore();
    }
  }

  it('are needed on CI, whoever runs it and wherever', () => {
    assert(decided({ CI: 'true' }));
    assert(decided({ CI: 'true' }, 1000));
    assert(decided({ TF_BUILD: 'True' }, 1000));
  });

  it('are left out where a pipeline says that it has the real ones', () => {
    assert(!decided({ CI: 'true', EMULATED: 'no' }));
    sinon.stub(process, 'env').value({ CI: 'true', EMULATED: 'no' });
    assert(!allTests().some((pattern) => /tests[\\/]emulated[\\/]/.test(pattern)));
  });

  it('come first in a run of all tests', () => {
    sinon.stub(process, 'env').value({ CI: 'true' });
    assert.match(allTests()[0] ?? '', /tests[\\/]emulated[\\/]/);
  });

  it('are needed elsewhere only of root on Linux with apt-get', function () {
    assert(!decided({}, 1000));
    if (process.platform !== 'linux' || process.arch !== 'x64') this.skip();
    assert.equal(decided({}), existsSync('/usr/bin/apt-get'));
    sinon.stub(process, 'getuid').returns(1000);
    assert.equal(problemOfEmulation(), 'they need root');
  });
});
