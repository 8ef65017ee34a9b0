import { basename, isAbsolute } from "node:path";
import { type JsonObject, objectOf } from "../stack/json";
import { type Block, type Stack, withSections } from "../stack/stack";
import type { TerraformStack } from "./live-stack";
import { stackFrom } from "./stack-input";

/** A stack as Terraform reads it, for snapshots and for questions by address. */
export class SynthesizedStack {
  constructor(private readonly stack: Stack) {}

  /**
   * The body of a resource or data source.
   * @param address such as `aws_subnet.a` or `data.aws_region.current`
   * @throws Error that lists the addresses of the stack if there is no such block
   */
  public resource(address: string): JsonObject {
    const block = this.resources().find((resource) => resource.address === address);
    if (block === undefined) {
      throw new Error(`the stack has no ${address}; it has ${this.addresses().join(", ") || "no resources"}`);
    }
    return block.body;
  }

  /** The addresses of all resources and data sources, in order. */
  public addresses(): string[] {
    return this.resources().map(({ address }) => address);
  }

  /** What `toMatchSnapshot` prints. */
  public toJSON(): JsonObject {
    return this.stack.sections;
  }

  private resources(): Block[] {
    return this.stack.blocks.filter(({ kind }) => kind === "resource" || kind === "data");
  }
}

/**
 * Validates a stack and synthesizes it, in time linear to its size and without writing a file. Keys are in order.
 * cdktf's metadata is left out, and so is the backend that it adds to stacks without one, because that contains a path
 * of this machine. Of the local states of other stacks, only the file names are left.
 * @throws Error for validation errors and error annotations
 * @example
 * const stack = synthesize(attach);
 * expect(stack.resource("aws_subnet.a").cidr_block).toBe("10.0.1.0/24");
 */
export function synthesize(stack: TerraformStack): SynthesizedStack {
  return new SynthesizedStack(withRelativeStates(withoutLocalBackend(stackFrom(stack))));
}

function withoutLocalBackend(stack: Stack): Stack {
  const { backend, ...settings } = stack.settings;
  const { path } = objectOf(objectOf(backend).local);
  return typeof path === "string" && isAbsolute(path)
    ? withSections(stack, { ...stack.sections, terraform: settings })
    : stack;
}

function withRelativeStates(stack: Stack): Stack {
  const data = objectOf(stack.sections.data);
  const states = Object.entries(objectOf(data.terraform_remote_state));
  if (states.length === 0) {
    return stack;
  }
  const relative = Object.fromEntries(states.map(([name, body]) => [name, withRelativePath(objectOf(body))]));
  return withSections(stack, { ...stack.sections, data: { ...data, terraform_remote_state: relative } });
}

function withRelativePath(body: JsonObject): JsonObject {
  const config = objectOf(body.config);
  const { path } = config;
  return typeof path === "string" && isAbsolute(path) ? { ...body, config: { ...config, path: basename(path) } } : body;
}
