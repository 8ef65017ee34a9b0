import { type Address, blockAddress, parseAddress } from "../../stack/address";

/** The addresses of all instances that a plan names, by the address of their block. */
export class Instances {
  private readonly byBlock = new Map<string, InstanceAddress[]>();
  private readonly modules = new Map<string, (string | number | undefined)[]>();

  constructor(addresses: Iterable<string>) {
    const steps = new Set<string>();
    for (const text of addresses) {
      const address = parseAddress(text);
      if (address !== undefined) {
        const block = blockAddress(address);
        const others = this.byBlock.get(block) ?? [];
        others.push({ text, key: address.key });
        this.byBlock.set(block, others);
        this.addModules(address, steps);
      }
    }
  }

  /** @param block such as `module.network["west"].aws_subnet.a` */
  public of(block: string): readonly InstanceAddress[] {
    return this.byBlock.get(block) ?? [];
  }

  /** The keys of the instances of a module call. @param call such as `module.a.module.b` */
  public keysOf(call: string): readonly (string | number | undefined)[] {
    return this.modules.get(call) ?? [];
  }

  private addModules({ modules }: Address, steps: Set<string>): void {
    modules.forEach((step, depth) => {
      const path = modules.slice(0, depth + 1).join(".");
      const address = parseAddress(step);
      if (!steps.has(path) && address !== undefined) {
        steps.add(path);
        const call = [...modules.slice(0, depth), blockAddress(address)].join(".");
        const keys = this.modules.get(call) ?? [];
        keys.push(address.key);
        this.modules.set(call, keys);
      }
    });
  }
}

export interface InstanceAddress {
  readonly text: string;
  readonly key?: string | number;
}
