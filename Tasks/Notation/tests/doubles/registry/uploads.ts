import { randomUUID } from 'node:crypto';
import { refusal, unsupported } from './answer';
import { digestOf } from './digest';
import type { Answer } from './answer';
import type { ContentEndpoint } from './endpoint';
import type { RegistryRequest } from './request';
import type { Store } from './store';

/** The uploads under way, and the answers to their requests (OCI distribution spec 1.1, "Pushing blobs"). */
export class Uploads {
  readonly #parts = new Map<string, Buffer>();

  constructor(private readonly store: Store) {}

  /** Answers POST, PATCH, PUT, GET and DELETE below `/v2/<name>/blobs/uploads/`. */
  answer(request: RegistryRequest, endpoint: ContentEndpoint): Answer {
    const { repository, reference: id } = endpoint;
    if (id === '') {
      return request.method === 'POST' ? this.#start(request, repository) : unsupported();
    }
    const received = this.#parts.get(id);
    if (received === undefined) {
      return refusal(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry');
    }
    switch (request.method) {
      case 'PATCH':
        return this.#append(request, repository, id, received);
      case 'PUT':
        return this.#finish(request, repository, id, received);
      case 'GET':
        return progress(204, request, repository, id, received);
      case 'DELETE':
        this.#parts.delete(id);
        return { status: 204 };
      default:
        return unsupported();
    }
  }

  /** Forgets every upload. */
  clear(): void {
    this.#parts.clear();
  }

  #start(request: RegistryRequest, repository: string): Answer {
    // Of a mount nothing is granted: an upload starts instead (end-11 allows 202).
    const digest = request.url.searchParams.get('digest');
    if (digest !== null) {
      return this.#keep(request, repository, request.body, digest);
    }
    const id = randomUUID();
    const none = Buffer.alloc(0);
    this.#parts.set(id, none);
    return progress(202, request, repository, id, none);
  }

  #append(request: RegistryRequest, repository: string, id: string, received: Buffer): Answer {
    const start = /^(\d+)-\d+$/.exec(request.headers['content-range'] ?? '')?.[1];
    if (start !== undefined && Number(start) !== received.length) {
      return refusal(416, 'BLOB_UPLOAD_INVALID', 'the chunk does not follow the one before');
    }
    const parts = Buffer.concat([received, request.body]);
    this.#parts.set(id, parts);
    return progress(202, request, repository, id, parts);
  }

  #finish(request: RegistryRequest, repository: string, id: string, received: Buffer): Answer {
    const bytes = Buffer.concat([received, request.body]);
    const answer = this.#keep(
      request,
      repository,
      bytes,
      request.url.searchParams.get('digest') ?? '',
    );
    this.#parts.delete(id);
    return answer;
  }

  #keep(request: RegistryRequest, repository: string, bytes: Buffer, digest: string): Answer {
    if (digestOf(bytes) !== digest) {
      return refusal(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
    }
    this.store.putBlob(repository, bytes);
    const location = `${request.url.origin}/v2/${repository}/blobs/${digest}`;
    return { status: 201, headers: { Location: location, 'Docker-Content-Digest': digest } };
  }
}

function progress(
  status: number,
  request: RegistryRequest,
  repository: string,
  id: string,
  received: Buffer,
): Answer {
  // Clients must keep the query of a Location: distribution carries the state of the upload in it.
  const path = `/v2/${repository}/blobs/uploads/${id}?_state=${randomUUID()}`;
  return {
    status,
    headers: {
      Location: `${request.url.origin}${path}`,
      Range: `0-${Math.max(0, received.length - 1)}`,
      'Docker-Upload-UUID': id,
    },
  };
}
