import { captured, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { formatReference, parseReference } from '../../../src/artifacts/reference';
import { SignedBefore } from '../../../src/commands/signedBefore';

const resolved = `r/a@sha256:${'1'.repeat(64)}`;
const other = `r/a@sha256:${'2'.repeat(64)}`;
const digest = parseReference(resolved);
const tag = parseReference('r/a:v1');

describe('SignedBefore', () => {
  afterEach(() => {
    sinon.restore();
  });

  function remembered(value?: string): SignedBefore {
    sinon.stub(library, 'getTaskVariable').returns(value);
    return new SignedBefore();
  }

  it('P1 finds what was signed by this name, and by its digest under any', () => {
    const before = remembered();
    assert.equal(before.find(digest), undefined);
    before.add(tag, resolved);
    assert.equal(before.find(digest), resolved);
    assert.equal(before.find(tag), resolved);
    assert.equal(before.find(parseReference(other)), undefined);
    assert.equal(before.find(parseReference('r/a:v2')), undefined);
  });

  it('P1 hands it on to a later attempt', () => {
    const before = remembered();
    before.add(tag, resolved);
    let kept = '';
    sinon.stub(library, 'setTaskVariable').callsFake((_name, value) => {
      kept = value;
    });
    captured(() => {
      before.save();
    });
    sinon.restore();
    assert.equal(remembered(kept).find(digest), resolved);
  });

  it('P1 hands on no more than a variable may hold, and nothing half', () => {
    const before = remembered();
    const many = Array.from({ length: 2000 }, (_, at) => {
      return parseReference(`r/a@sha256:${String(at).padStart(64, '0')}`);
    });
    for (const one of many) before.add(one, formatReference(one));
    let kept = '';
    sinon.stub(library, 'setTaskVariable').callsFake((_name, value) => {
      kept = value;
    });
    captured(() => {
      before.save();
    });
    sinon.restore();
    assert(kept.length > 30_000 && kept.length < 32_766, String(kept.length));
    const later = remembered(kept);
    const known = many.filter((one) => later.find(one) === formatReference(one)).length;
    assert.equal(known, kept.split(' ').length);
  });
});
