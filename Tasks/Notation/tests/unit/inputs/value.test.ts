import { givenInputs } from '../givenInputs';
import assert from 'node:assert/strict';
import sinon from 'sinon';
import {
  duration,
  expanded,
  flag,
  httpUrl,
  oneOf,
  required,
  wholeSeconds,
} from '../../../src/inputs/value';

describe('an input', () => {
  afterEach(() => {
    sinon.restore();
  });

  const texts: [title: string, value: string | undefined, expected: string | undefined][] = [
    ['that is not set', undefined, undefined],
    ['that is empty', '', undefined],
    ['that is blank', ' \t\r\n', undefined],
    ['F10 with invisible characters around it', '\ufeff\u200ba b\u200b\u2060', 'a b'],
    ['with blanks around it', '  a b \r\n', 'a b'],
    ['with a dollar sign', 'a$b${c}$', 'a$b${c}$'],
  ];
  for (const [title, value, expected] of texts) {
    it(`I4 ${title} is read`, () => {
      givenInputs(value === undefined ? {} : { name: value });
      assert.equal(expanded('name'), expected);
      if (expected !== undefined) assert.equal(required('name'), expected);
      else assert.throws(() => required('name'), { code: 'InputMissing', values: ['name'] });
    });
  }

  for (const read of [expanded, required, flag]) {
    it(`I2 ${read.name} names a macro that the agent left as it is`, () => {
      givenInputs({ name: 'a-$(Build.Key)' });
      const error = { code: 'MacroNotExpanded', values: ['name', '$(Build.Key)'] };
      assert.throws(() => read('name'), error);
    });
  }

  const booleans: [value: string, expected: boolean][] = [
    ['true', true],
    ['True', true],
    [' TRUE ', true],
    ['false', false],
    ['FALSE', false],
    ['', false],
  ];
  for (const [value, expected] of booleans) {
    it(`I4 '${value}' is ${expected}`, () => {
      givenInputs({ name: value });
      assert.equal(flag('name'), expected);
    });
  }

  for (const value of ['yes', '1', 'truee', 'on']) {
    it(`I4 '${value}' is no boolean`, () => {
      givenInputs({ name: value });
      assert.throws(() => flag('name'), { code: 'InputNotBoolean', values: ['name', value] });
    });
  }

  it('I4 is one of a list in any case of letters, the default where it is blank', () => {
    const read = (value: string): string => {
      givenInputs({ name: value });
      return oneOf('name', ['jws', 'COSE'], 'jws');
    };
    assert.deepEqual(['JWS', ' cose', ''].map(read), ['jws', 'COSE', 'jws']);
    assert.throws(() => read('pem'), {
      code: 'InputNotAnOption',
      values: ['name', 'pem', 'jws, COSE'],
    });
  });
});

describe('httpUrl', () => {
  for (const url of ['https://h/a?b=c', 'http://127.0.0.1:1/a', 'HTTPS://u:p@h/']) {
    it(`takes ${url}`, () => {
      assert.equal(httpUrl('url', url), url);
    });
  }

  for (const url of ['h/a', 'ftp://h/a', 'file:///a', 'https://', 'https://u:secret@', '//h/a']) {
    it(`H6 refuses ${url} without repeating it`, () => {
      assert.throws(() => httpUrl('url', url), { code: 'UrlMalformed', values: ['url'] });
    });
  }
});

describe('wholeSeconds', () => {
  afterEach(() => {
    sinon.restore();
  });

  for (const [value, milliseconds] of [
    ['', undefined],
    ['1.5h', 5_400_000],
    ['1000ms', 1000],
    ['106751d', 9_223_286_400_000],
  ] as const) {
    it(`I4 reads '${value}'`, () => {
      givenInputs({ name: value });
      assert.equal(wholeSeconds('name'), milliseconds);
    });
  }

  // notation refuses parts of a second only after its plugin was downloaded; Go knows no 293 years.
  for (const value of [
    '1500ms',
    '1.5s',
    '0.0001d',
    '0s',
    '106752d',
    '300000d',
    '9'.repeat(400) + 's',
  ]) {
    it(`I4 refuses '${value.slice(0, 20)}'`, () => {
      givenInputs({ name: value });
      const error = { code: 'DurationMalformed', values: ['name', value] };
      assert.throws(() => wholeSeconds('name'), error);
    });
  }

  it('I4 refuses what a duration may be', () => {
    givenInputs({ name: '1500ms' });
    assert.equal(duration('name'), 1500);
  });
});
