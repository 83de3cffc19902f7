import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type Fault, type ReleaseServer, startReleaseServer } from '../../doubles/releases';

describe('the release server', () => {
  const content = randomBytes(200_000);
  let server: ReleaseServer;
  let url: string;

  beforeEach(async () => {
    server = await startReleaseServer();
    url = server.add('owner/repo', '1.2.3', 'a.tar.gz', content);
  });

  afterEach(() => server.stop());

  async function body(): Promise<Buffer> {
    return Buffer.from(await (await fetch(url)).arrayBuffer());
  }

  function always(fault: Fault): void {
    server.setFault(() => fault);
  }

  /** Reads until the connection fails with this code and gives how much had arrived. */
  async function readUntilFailure(code: string): Promise<number> {
    const { body: stream } = await fetch(url);
    assert(stream);
    let received = 0;
    const read = async (): Promise<void> => {
      for await (const chunk of stream) {
        received += (chunk as Uint8Array).length;
      }
    };
    await assert.rejects(read, (error: Error) => (error.cause as { code: string }).code === code);
    return received;
  }

  it('serves a file at the path of its release and records the request', async () => {
    assert.equal(new URL(url).pathname, '/owner/repo/releases/download/v1.2.3/a.tar.gz');
    const response = await fetch(url, { headers: { 'x-test': 'seen' } });
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), content);
    assert.equal(server.requests.length, 1);
    assert.equal(server.requests[0]?.method, 'GET');
    assert.equal(server.requests[0].url, new URL(url).pathname);
    assert.equal(server.requests[0].headers['x-test'], 'seen');
  });

  it('answers 404 for what was not added', async () => {
    assert.equal((await fetch(`${server.url}/owner/repo/other`)).status, 404);
  });

  it('picks the fault by attempt', async () => {
    server.setFault((_, attempt) =>
      attempt === 1 ? { kind: 'status', status: 429, headers: { 'retry-after': '7' } } : undefined,
    );
    const first = await fetch(url);
    assert.equal(first.status, 429);
    assert.equal(first.headers.get('retry-after'), '7');
    assert.deepEqual(await body(), content);
  });

  it('resets the connection amid the body', async () => {
    always({ kind: 'reset', after: 1000 });
    assert((await readUntilFailure('ECONNRESET')) <= 1000);
  });

  it('truncates under a Content-Length that still claims the whole', async () => {
    always({ kind: 'truncate', after: 1000, contentLength: 'wrong' });
    assert.equal((await fetch(url)).headers.get('content-length'), String(content.length));
    assert.equal(await readUntilFailure('UND_ERR_SOCKET'), 1000);
  });

  it('truncates under a Content-Length that fits', async () => {
    always({ kind: 'truncate', after: 1000, contentLength: 'right' });
    assert.deepEqual(await body(), content.subarray(0, 1000));
  });

  it('stalls until the client gives up, and stops all the same', async () => {
    always({ kind: 'stall', after: 1000 });
    const controller = new AbortController();
    const response = await fetch(url, { signal: controller.signal });
    let isWhole = false;
    const body = response.arrayBuffer().then(() => (isWhole = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(isWhole, false);
    controller.abort();
    await assert.rejects(body, { name: 'AbortError' });
  });

  it('redirects', async () => {
    const other = server.add('owner/repo', '1.2.3', 'b.tar.gz', Buffer.from('elsewhere'));
    server.setFault(({ url: asked }) =>
      asked.endsWith('a.tar.gz') ? { kind: 'redirect', location: other } : undefined,
    );
    assert.equal((await body()).toString(), 'elsewhere');
    assert.equal(server.requests.length, 2);
  });

  it('holds a rate', async () => {
    always({ kind: 'slow', bytesPerSecond: 1_000_000 });
    const start = Date.now();
    assert.deepEqual(await body(), content);
    const seconds = (Date.now() - start) / 1000;
    assert(seconds >= 0.19, `200,000 bytes at 1,000,000 per second took ${seconds} s`);
  });
});
