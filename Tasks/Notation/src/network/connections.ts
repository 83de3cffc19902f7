import { Agent as PlainAgent, type AgentOptions } from 'node:http';
import { Agent as TlsAgent, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { type SecureContext, type SecureContextOptions, createSecureContext } from 'node:tls';
import { openTunnel } from './tunnel';

/** A request's own options, beside those of Node: how its connection is made. */
export interface ConnectionOptions extends RequestOptions {
  /** A proxy that the connection is tunnelled through. */
  readonly tunnel?: URL | undefined;
  /** Aborted when the request has settled. */
  readonly settled: AbortSignal;
}

/** What gives a request its connection. */
export interface Connections {
  /** Reads the certificates, where that was not done yet: to be awaited before a call that speaks TLS. */
  prepareTls(): Promise<void>;
  /** @param isFresh on a connection of its own, which nothing was sent over before */
  agentFor(protocol: string, isFresh: boolean): PlainAgent;
  /** Closes all connections. */
  close(): void;
}

/** Trusted roots and the like; read at the first call that speaks TLS. */
export type Certificates = () => SecureContextOptions | Promise<SecureContextOptions>;

type Done = (error: Error | null, connection: Duplex) => void;

/** Milliseconds for one of several addresses of a host: Node's own 250 are too few for a slow network. */
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

/** An agent for TLS that trusts what the client says, and tunnels through a proxy where a request says so. */
class SecureAgent extends TlsAgent {
  readonly #secureContext: () => SecureContext;

  constructor(options: AgentOptions, secureContext: () => SecureContext) {
    super(options);
    this.#secureContext = secureContext;
  }

  /** The name by which Node shares connections: those through another proxy are others. */
  override getName(options: ConnectionOptions): string {
    return `${super.getName(options)}:${options.tunnel?.href ?? ''}`;
  }

  /** Node takes the connection later, by the second argument, where none is returned. */
  override createConnection(options: ConnectionOptions, done?: Done): Duplex | undefined {
    const secured = {
      ...options,
      secureContext: this.#secureContext(),
      rejectUnauthorized: true, // whatever NODE_TLS_REJECT_UNAUTHORIZED says
      autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
    };
    const { tunnel: proxy, settled: signal } = options;
    if (proxy === undefined) return super.createConnection(secured) ?? undefined;
    const target = `${bracketed(String(options.host))}:${String(options.port)}`;
    openTunnel({ proxy, target, secureContext: this.#secureContext, signal }).then(
      (socket) => {
        const connection = super.createConnection({ ...secured, socket } as RequestOptions);
        if (connection === null || connection === undefined) return; // the call ends by its time
        if (signal.aborted) connection.destroy();
        done?.(null, connection);
      },
      (error: unknown) => {
        // Node hands the error to the request, and reads no connection then.
        done?.(error as Error, undefined as unknown as Duplex);
      },
    );
    return undefined;
  }
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
