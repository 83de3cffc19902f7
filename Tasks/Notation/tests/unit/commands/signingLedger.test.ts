import { captured, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { formatReference, parseReference } from '../../../src/artifacts/reference';
import { SignedBefore } from '../../../src/commands/signingLedger';

const resolved = `r/a@sha256:${'1'.repeat(64)}`;
const other = `r/a@sha256:${'2'.repeat(64)}`;
const digest = parseReference(resolved);
const tag = parseReference('r/a:v1');

describe('SignedBefore', () => {
  afterEach(() => {
    sinon.restore();
  });

  /** What a step of a job remembers that has kept this. */
  function remembered(
    value?: string,
    step = 'step',
    token: string | undefined = 'token',
  ): SignedBefore {
    sinon.restore();
    sinon.stub(library, 'getTaskVariable').returns(value);
    sinon.stub(library, 'getVariable').callsFake((name) => {
      return name === 'System.TaskInstanceId' ? step : undefined;
    });
    sinon.stub(library, 'getEndpointAuthorizationParameter').callsFake((id, name) => {
      return id === 'SYSTEMVSSCONNECTION' && name === 'AccessToken' ? token : undefined;
    });
    let before: SignedBefore | undefined;
    captured(() => (before = new SignedBefore()));
    assert(before !== undefined);
    return before;
  }

  /** What it keeps for a later attempt; undefined where it keeps nothing. */
  function saved(before: SignedBefore): string | undefined {
    let kept: string | undefined;
    sinon.stub(library, 'setTaskVariable').callsFake((_name, value) => {
      kept = value;
    });
    captured(() => {
      before.save();
    });
    return kept;
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
    before.add(parseReference(other), other);
    const later = remembered(saved(before));
    for (const one of [digest, tag]) assert.equal(later.find(one), resolved);
    assert.equal(later.find(parseReference(other)), other);
  });

  it('P1 hands on that nothing was signed', () => {
    assert.equal(remembered(saved(remembered())).find(digest), undefined);
  });

  it('P1 hands on no more than a variable may hold, and nothing half', () => {
    const before = remembered();
    const many = Array.from({ length: 2000 }, (_, at) => {
      return parseReference(`r/a@sha256:${String(at).padStart(64, '0')}`);
    });
    for (const one of many) before.add(one, formatReference(one));
    const kept = saved(before) ?? '';
    assert(kept.length > 30_000 && kept.length < 32_766, String(kept.length));
    const later = remembered(kept);
    const known = many.filter((one) => later.find(one) === formatReference(one)).length;
    assert.equal(known, kept.split(' ').length - 1); // less the seal
  });

  describe('P1 forgets', () => {
    let kept: string;

    beforeEach(() => {
      const before = remembered();
      before.add(tag, resolved);
      kept = saved(before) ?? '';
      assert.equal(remembered(kept).find(digest), resolved);
    });

    it('what bears no seal, as anybody may set such a variable', () => {
      for (const preset of [
        resolved,
        ` ${resolved}`,
        `${'0'.repeat(64)} ${resolved}`,
        'undefined x',
      ])
        assert.equal(remembered(preset).find(digest), undefined, preset);
    });

    it('what was changed', () => {
      const changed = kept.replaceAll('1'.repeat(64), '2'.repeat(64));
      assert.equal(remembered(changed).find(parseReference(other)), undefined);
      assert.equal(remembered(`${kept} ${other}`).find(parseReference(other)), undefined);
    });

    it('what another step of the job signed, perhaps with another key', () => {
      assert.equal(remembered(kept, 'another step').find(digest), undefined);
      assert.equal(remembered(kept, '').find(digest), undefined);
    });

    it('what another job signed', () => {
      assert.equal(remembered(kept, 'step', 'another token').find(digest), undefined);
    });

    it('everything where there is no token to make a seal of', () => {
      const before = remembered(kept, 'step', '');
      assert.equal(before.find(digest), undefined);
      before.add(tag, resolved);
      assert.equal(saved(before), undefined);
    });
  });
});
