import { Agent as PlainAgent, type AgentOptions } from 'node:http';
import { Agent as TlsAgent, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { type SecureContext, type SecureContextOptions, createSecureContext } from 'node:tls';
import { openTunnel } from './tunnel';

/** Options for the connection of a request, in addition to the options of Node. */
export interface ConnectionOptions extends RequestOptions {
  /** The proxy that tunnels the connection. */
  readonly tunnel?: URL | undefined;
  /** Aborted when the request has settled. */
  readonly settled: AbortSignal;
}

/** The connections of a client. */
export interface Connections {
  /** Reads the certificates once. Await it before a call that uses TLS. */
  prepareTls(): Promise<void>;
  /** @param isFresh whether the request gets a new connection */
  agentFor(protocol: string, isFresh: boolean): PlainAgent;
  /** Closes all connections. */
  close(): void;
}

/** Trusted roots and client certificates. They are read at the first call that uses TLS. */
export type Certificates = () => SecureContextOptions | Promise<SecureContextOptions>;

type Done = (error: Error | null, connection: Duplex) => void;

/**
 * Milliseconds for one of several addresses of a host. Node's default of 250 is too short for a slow
 * network.
 */
const ADDRESS_ATTEMPT_MS = 3000;

/**
 * The pools of connections of a client.
 *
 * @param maxPerHost connections that are open to one host at once
 */
export function createConnections(maxPerHost: number, certificates: Certificates): Connections {
  let context: SecureContext | undefined;
  let loading: Promise<void> | undefined;
  const load = async (): Promise<void> => {
    context = createSecureContext(await certificates());
  };
  const secureContext = (): SecureContext => {
    if (context === undefined) throw new Error('prepareTls was not awaited');
    return context;
  };
  const pooled: AgentOptions = { keepAlive: true, maxSockets: maxPerHost };
  const agents = {
    plain: new PlainAgent(pooled),
    tls: new SecureAgent(pooled, secureContext),
    freshPlain: new PlainAgent({ keepAlive: false }),
    freshTls: new SecureAgent({ keepAlive: false }, secureContext),
  };
  return {
    prepareTls: () => (loading ??= load()),
    agentFor: (protocol, isFresh) => {
      if (protocol === 'https:') return isFresh ? agents.freshTls : agents.tls;
      return isFresh ? agents.freshPlain : agents.plain;
    },
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

/**
 * A TLS agent with the certificates of the client. It tunnels through a proxy where the request names
 * one.
 */
class SecureAgent extends TlsAgent {
  readonly #secureContext: () => SecureContext;

  constructor(options: AgentOptions, secureContext: () => SecureContext) {
    super(options);
    this.#secureContext = secureContext;
  }

  /** The key by which Node shares connections. It includes the proxy. */
  override getName(options: ConnectionOptions): string {
    return `${super.getName(options)}:${options.tunnel?.href ?? ''}`;
  }

  /** Without a return value, Node receives the connection through the second argument. */
  override createConnection(options: ConnectionOptions, done?: Done): Duplex | undefined {
    const secured = {
      ...options,
      secureContext: this.#secureContext(),
      rejectUnauthorized: true, // regardless of NODE_TLS_REJECT_UNAUTHORIZED
      autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
    };
    const { tunnel: proxy, settled: signal } = options;
    if (proxy === undefined) return super.createConnection(secured) ?? undefined;
    const target = `${bracketed(String(options.host))}:${String(options.port)}`;
    openTunnel({ proxy, target, secureContext: this.#secureContext, signal }).then(
      (socket) => {
        const connection = super.createConnection({ ...secured, socket } as RequestOptions);
        if (connection === null || connection === undefined) return; // the time limit of the call ends it
        if (signal.aborted) connection.destroy();
        done?.(null, connection);
      },
      (error: unknown) => {
        // Node passes the error to the request and ignores the connection.
        done?.(error as Error, undefined as unknown as Duplex);
      },
    );
    return undefined;
  }
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
