import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import http, { type ClientRequest } from 'node:http';
import { Readable } from 'node:stream';
import sinon from 'sinon';
import { createHttpClient } from '../../../src/network/client';

/** What Node does with a request, which differs from release to release. */
type Course = (outgoing: EventEmitter) => void;

const answerOf = (body: Readable, complete: boolean): Readable =>
  Object.assign(body, { statusCode: 200, headers: {}, complete });

describe('exchange', () => {
  afterEach(() => {
    sinon.restore();
  });

  function send(course: Course): Promise<string> {
    const outgoing = Object.assign(new EventEmitter(), {
      ...{ reusedSocket: false, writableFinished: true },
      destroy: () => outgoing,
      end: () => course(outgoing),
    });
    const request = (): ClientRequest => outgoing as unknown as ClientRequest;
    sinon.stub(http, 'request').callsFake(request);
    const client = createHttpClient({ proxyFor: () => undefined });
    const url = new URL('http://registry.example/');
    return client
      .send({ method: 'GET', url, maxBytes: 100, timeoutMs: 2000 })
      .then(({ body }) => body.toString());
  }

  const answered =
    (complete: boolean): Course =>
    (outgoing) =>
      outgoing.emit('response', answerOf(Readable.from([Buffer.from('half')]), complete));

  it('F6 takes an answer that ends, and that Node calls complete', async () => {
    assert.equal(await send(answered(true)), 'half');
  });

  const brokenOff: readonly [name: string, course: Course][] = [
    ['ends, but that Node calls incomplete', answered(false)],
    [
      'closes before its end, without an error',
      (outgoing) => {
        const body = new Readable({ read: () => undefined });
        outgoing.emit('response', answerOf(body, false));
        body.destroy();
      },
    ],
    [
      'never began, for the connection closed without an error',
      (outgoing) => outgoing.emit('close'),
    ],
  ];
  for (const [name, course] of brokenOff) {
    it(`F6 takes no answer that ${name}`, async () => {
      await assert.rejects(send(course), { kind: 'reset' });
    });
  }
});
