import type { FaultHook as RegistryHook } from '../../doubles/registry/faults';
import type { Fault as ReleaseFault, FaultHook as ReleaseHook } from '../../doubles/releases';
import type { RegistryFault } from './protocol';

/** A fault of the release host for its first requests, and how many requests there were. */
export class ReleaseFaults {
  count = 0;
  #fault: ReleaseFault | undefined;
  #times = 0;

  readonly hook: ReleaseHook = () => {
    this.count += 1;
    return this.count <= this.#times ? this.#fault : undefined;
  };

  set(fault: ReleaseFault, times: number): void {
    this.#fault = fault;
    this.#times = times;
  }

  reset(): void {
    this.count = 0;
    this.#times = 0;
  }
}

/** A fault of the registry for some requests, and how often it was used. */
export class RegistryFaults {
  count = 0;
  #wanted: RegistryFault | undefined;

  readonly hook: RegistryHook = ({ method, path }) => {
    const wanted = this.#wanted;
    if (wanted?.method !== method) return undefined;
    if (!new RegExp(wanted.path).test(path) || this.count >= wanted.times) return undefined;
    this.count += 1;
    return wanted.fault;
  };

  set(fault: RegistryFault): void {
    this.#wanted = fault;
  }

  reset(): void {
    this.count = 0;
    this.#wanted = undefined;
  }
}
