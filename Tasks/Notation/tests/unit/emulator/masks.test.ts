import assert from 'node:assert/strict';
import { Masks } from '../../../../../emulator/masks';

describe('masks', () => {
  it('hide escaped forms, but no base64 of a runtime secret', () => {
    const masks = new Masks();
    masks.add('p"w d');
    const base64 = Buffer.from('p"w d').toString('base64');
    assert.equal(masks.mask(`p"w d p\\"w d p%22w%20d ${base64}`), `*** *** *** ${base64}`);
  });

  it('hide base64 and the unquoted form of a secret of the job', () => {
    const masks = new Masks();
    masks.addFromJob('"quoted"');
    const base64 = Buffer.from('"quoted"').toString('base64');
    assert.equal(masks.mask(`${base64} quoted`), '*** ***');
  });

  it('do not find the lines of a secret of several lines', () => {
    const masks = new Masks();
    masks.add('one\ntwo');
    assert.equal(masks.mask('one'), 'one');
  });

  it('hide the parameters of a service connection but the public ones', () => {
    const masks = new Masks();
    masks.addParameters({ username: 'ada', Scope: 'all', tenantId: 'tenant' });
    assert.equal(masks.mask('ada all tenant'), '*** all tenant');
  });

  it('join secrets that overlap, and hide passwords in URLs', () => {
    const masks = new Masks();
    masks.add('abc');
    masks.add('cde');
    assert.equal(masks.mask('xabcdey'), 'x***y');
    assert.equal(masks.mask('https://u:p@host/'), 'https://u:***@host/');
  });
});
