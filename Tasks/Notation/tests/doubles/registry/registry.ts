import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from './answer';
import { Guard } from './authentication';
import { endpointOf } from './endpoint';
import { Attempts, sendFault } from './faults';
import { answerContent } from './routes';
import { Store } from './store';
import { Uploads } from './uploads';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Abilities } from './abilities';
import type { Answer } from './answer';
import type { Authentication } from './authenticationKind';
import type { FaultHook } from './faults';
import type { LoggedRequest, RegistryRequest } from './request';
import type { RegistryState } from './routes';

export interface RegistryOptions extends Partial<Abilities> {
  authentication?: Authentication;
  /** PEM key and certificate for `localhost`; plain HTTP unless given. */
  tls?: { key: string; cert: string };
  /** Milliseconds before every answer. */
  latency?: number;
  faults?: FaultHook;
}

/** A registry in memory, on the loopback interface. No locks: of two who write one tag, the later wins. */
export class Registry {
  readonly store = new Store();
  /** Every request since the start or the last `reset`, oldest first. */
  readonly requests: LoggedRequest[] = [];
  /** Milliseconds before every answer. */
  latency: number;
  /** How many connections were made so far. */
  connections = 0;

  readonly #site: RegistryState;
  readonly #guard: Guard;
  readonly #server: Server;
  #faults: FaultHook | undefined;
  #attempts = new Attempts();

  /** Use `startRegistry`: this one listens to nobody yet. */
  constructor(private readonly options: RegistryOptions) {
    const { referrersApi = true, delete: deletes = true } = options;
    const abilities = { referrersApi, delete: deletes };
    this.#site = { store: this.store, uploads: new Uploads(this.store), abilities };
    this.#guard = new Guard(options.authentication ?? { kind: 'none' });
    this.#faults = options.faults;
    this.latency = options.latency ?? 0;
    const listener = (message: IncomingMessage, response: ServerResponse): void => {
      this.#serve(message, response).catch((error: unknown) => {
        fail(message, response, error);
      });
    };
    const { tls } = options;
    this.#server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
    // Of a slow client no connection ends in between, so that their count depends on no time.
    this.#server.keepAliveTimeout = 120_000;
    this.#server.on('connection', () => (this.connections += 1));
  }

  /** `localhost:<port>`: to this literal name notation speaks plain HTTP. */
  get host(): string {
    return `localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** `http://` or `https://` and the host. */
  get url(): string {
    return `${this.options.tls === undefined ? 'http' : 'https'}://${this.host}`;
  }

  /** The certificate to trust, where the registry speaks TLS. */
  get certificate(): string | undefined {
    return this.options.tls?.cert;
  }

  /** What goes wrong. Setting it starts the attempts anew. */
  get faults(): FaultHook | undefined {
    return this.#faults;
  }

  set faults(hook: FaultHook | undefined) {
    this.#faults = hook;
    this.#attempts = new Attempts();
  }

  /** Starts to listen. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
  }

  /** Empties the registry and its log, forgets tokens and faults. */
  reset(): void {
    this.store.clear();
    this.#site.uploads.clear();
    this.#guard.clear();
    this.requests.length = 0;
    this.faults = undefined;
  }

  /** Stops listening and breaks what connections are open, stalled ones too. */
  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      this.#server.closeAllConnections();
    });
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = message;
    const none = Buffer.alloc(0);
    const entry: LoggedRequest = { method, path, headers, body: none, status: undefined };
    this.requests.push(entry);
    const scheme = this.options.tls === undefined ? 'http' : 'https';
    const url = new URL(`${scheme}://${headers.host ?? this.host}${path}`);
    entry.body = await bodyOf(message);
    const endpoint = endpointOf(url.pathname);
    const request: RegistryRequest = { method, url, headers, body: entry.body, endpoint };
    const fault = await this.#faults?.(this.#attempts.describe(request));
    if (this.latency > 0) {
      await sleep(this.latency, undefined, { ref: false });
    }
    const truth = (): Promise<Answer> => this.#answer(request);
    if (fault !== undefined) {
      entry.status = await sendFault(response, fault, truth);
      return;
    }
    const answer = await truth();
    entry.status = answer.status;
    send(response, answer);
  }

  async #answer(request: RegistryRequest): Promise<Answer> {
    return (
      (await this.#guard.answerToken(request)) ??
      this.#guard.refuse(request) ??
      answerContent(request, this.#site)
    );
  }
}

/** Starts a registry on 127.0.0.1, at a port of its own. @throws Error when it cannot listen. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const registry = new Registry(options);
  await registry.listen();
  return registry;
}

/** Lets the client see what a fault hook threw; one that hung up in the middle of its body sees nothing any more. */
function fail(message: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (message.complete && !response.headersSent) {
    send(response, { status: 500, body: String(error) });
  } else {
    response.destroy();
  }
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
