import type { ExistingResource } from "../job";

/** What a proxy has Terraform keep beside the state of a resource, with what the provider itself keeps there. */
export interface Memory extends ExistingResource {
  /** In base 64. */
  readonly provider?: string;
}

const NOTHING: Memory = { open: [] };

export function readMemory(bytes: Buffer | undefined): Memory {
  return bytes === undefined || bytes.length === 0 ? NOTHING : JSON.parse(bytes.toString("utf8"));
}

export function writeMemory(memory: Memory): Buffer {
  return Buffer.from(JSON.stringify(memory));
}

export function providerPart({ provider }: Memory): Buffer | undefined {
  return provider === undefined ? undefined : Buffer.from(provider, "base64");
}

export function withProviderPart(memory: Memory, bytes: Buffer | undefined): Memory {
  return bytes === undefined || bytes.length === 0 ? memory : { ...memory, provider: bytes.toString("base64") };
}
