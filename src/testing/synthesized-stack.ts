import { basename, isAbsolute } from "node:path";
import type { TerraformStack } from "cdktf";
import { blockOf, type Json, withoutMetadata } from "./mocked/json";
import { rendered } from "./rendered-stack";

/** A stack as Terraform will read it, for snapshots and for questions by address. */
export class SynthesizedStack {
  constructor(private readonly json: Json) {}

  /** The resource or data source at an address, such as `azurerm_role_assignment.pull` or `data.azurerm_client_config.current`. */
  public resource(address: string): Json {
    const [kind, type, name] = address.startsWith("data.") ? address.split(".") : ["resource", ...address.split(".")];
    const block = this.json[kind]?.[type]?.[name];
    if (block === undefined) {
      throw new Error(`the stack has no ${address}; it has ${this.addresses().join(", ") || "no resource at all"}`);
    }
    return blockOf(block);
  }

  /** The addresses of all resources and data sources, sorted. */
  public addresses(): string[] {
    const of = (kind: "resource" | "data", prefix: string) =>
      Object.entries<Json>(this.json[kind] ?? {}).flatMap(([type, named]) =>
        Object.keys(named).map((name) => `${prefix}${type}.${name}`),
      );
    return [...of("resource", ""), ...of("data", "data.")].sort();
  }

  /** What `toMatchSnapshot` prints. */
  public toJSON(): Json {
    return this.json;
  }
}

/**
 * Validates a stack and renders it, linear in its size, without a file.
 * Keys are sorted, metadata is left out, and so is the backend that cdktf adds where a stack has none, since it holds a path of the machine;
 * of the local states of other stacks, the file's name is left.
 */
export function synthesize(stack: TerraformStack): SynthesizedStack {
  const json = withoutMetadata(rendered(stack)) as Json;
  if (isAbsolute(json.terraform?.backend?.local?.path ?? "")) {
    delete json.terraform.backend;
  }
  for (const { config } of Object.values<Json>(json.data?.terraform_remote_state ?? {})) {
    if (isAbsolute(config?.path ?? "")) {
      config.path = basename(config.path);
    }
  }
  return new SynthesizedStack(json);
}
