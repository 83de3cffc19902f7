import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import http, { type ClientRequest } from 'node:http';
import { Readable } from 'node:stream';
import sinon from 'sinon';
import { createHttpClient } from '../../../src/network/client';

/** What Node does with a request, which differs from release to release. */
type Course = (outgoing: EventEmitter) => void;

interface Conditions {
  /** Whether the request goes over a connection that other requests used. */
  readonly reusedSocket?: boolean;
  readonly proxy?: string;
  readonly timeoutMs?: number;
}

function answerOf(body: Readable, fields: Readonly<Record<string, unknown>> = {}): Readable {
  return Object.assign(body, { statusCode: 200, headers: {}, complete: true, ...fields });
}

const reset = (): Error => Object.assign(new Error('reset'), { code: 'ECONNRESET' });

describe('exchange', () => {
  const requests: { destroyed: number }[] = [];

  beforeEach(() => {
    requests.length = 0;
  });

  afterEach(() => {
    sinon.restore();
  });

  async function send(course: Course, conditions: Conditions = {}): Promise<string> {
    const { reusedSocket = false, proxy, timeoutMs = 2000 } = conditions;
    const request = (): ClientRequest => {
      const outgoing = Object.assign(new EventEmitter(), {
        ...{ reusedSocket, writableFinished: true, destroyed: 0 },
        destroy: () => (outgoing.destroyed += 1),
        end: () => course(outgoing),
      });
      requests.push(outgoing);
      return outgoing as unknown as ClientRequest;
    };
    sinon.stub(http, 'request').callsFake(request);
    const client = createHttpClient({
      proxyFor: () => (proxy === undefined ? undefined : new URL(proxy)),
    });
    const url = new URL('http://registry.example/');
    const { body } = await client.send({ method: 'GET', url, maxBytes: 100, timeoutMs });
    return body.toString();
  }

  const answered =
    (fields: Readonly<Record<string, unknown>>): Course =>
    (outgoing) =>
      outgoing.emit('response', answerOf(Readable.from([Buffer.from('half')]), fields));
  /** An answer whose body ends in another way than by its end. */
  const brokenBy =
    (error?: Error): Course =>
    (outgoing) => {
      const body = new Readable({ read: () => undefined });
      outgoing.emit('response', answerOf(body));
      body.destroy(error);
    };

  it('F6 takes an answer that ends, and that Node calls complete', async () => {
    assert.equal(await send(answered({})), 'half');
  });

  const refused: readonly [name: string, kind: string, course: Course, conditions?: Conditions][] =
    [
      ['ends, but that Node calls incomplete', 'reset', answered({ complete: false })],
      ['closes before its end, without an error', 'reset', brokenBy()],
      ['closes before its end, with an error', 'reset', brokenBy(reset())],
      [
        'never began, for the connection closed without an error',
        'reset',
        (outgoing) => outgoing.emit('close'),
      ],
      [
        'has a body that its status forbids',
        'protocol',
        answered({ statusCode: 204, headers: { 'content-length': '4' } }),
      ],
      [
        'comes from a proxy that wants a login',
        'proxy',
        answered({ statusCode: 407 }),
        { proxy: 'http://proxy.example:3128' },
      ],
    ];
  for (const [name, kind, course, conditions] of refused) {
    it(`F6 takes no answer that ${name}`, async () => {
      await assert.rejects(send(course, conditions), { kind });
    });
  }

  const broken: Course = (outgoing) => outgoing.emit('error', reset());

  it('F6 sends again at once what a shared connection lost, and only once', async () => {
    await assert.rejects(send(broken, { reusedSocket: true }), { kind: 'reset' });
    assert.equal(requests.length, 2);
  });

  it('F6 sends nothing again at once that a connection of its own lost', async () => {
    await assert.rejects(send(broken), { kind: 'reset' });
    assert.equal(requests.length, 1);
  });

  it('S6 gives up a request whose time is over', async () => {
    await assert.rejects(
      send(() => undefined, { timeoutMs: 20 }),
      { kind: 'timeout' },
    );
    assert.deepEqual(
      requests.map(({ destroyed }) => destroyed),
      [1],
    );
  });
});
