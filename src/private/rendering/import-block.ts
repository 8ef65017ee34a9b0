import { Fn, TerraformElement, type TerraformResource, Token } from "cdktf";

export interface ImportBlockOptions {
  /** May contain `each.value` if there are instances. */
  readonly id: string;
  /** The keys of the instances that exist already. */
  readonly instances?: string[];
}

/**
 * Imports existing objects into the state: one with Terraform 1.5 or later, instances of `for_each` with 1.7 or later.
 * cdktf's own `importFrom` runs the terraform binary at synth, which must work without it.
 */
export class ImportBlock extends TerraformElement {
  constructor(
    private readonly resource: TerraformResource,
    private readonly options: ImportBlockOptions,
  ) {
    super(resource, "Import");
  }

  public toTerraform() {
    const { id } = this.options;
    return { import: [{ for_each: this.forEach, to: this.target, id, provider: this.resource.provider?.fqn }] };
  }

  public toHclTerraform() {
    const simple = (value: string, storageClassType: string) => ({ value, type: "simple", storageClassType });
    const { provider } = this.resource;
    return {
      import: [
        {
          for_each: this.forEach && simple(this.forEach, "string"),
          to: simple(this.target, "reference"),
          id: simple(this.options.id, "string"),
          provider: provider && simple(provider.fqn, "reference"),
        },
      ],
    };
  }

  private get forEach(): string | undefined {
    const { instances } = this.options;
    return instances && Token.asString(Fn.toset(instances));
  }

  private get target(): string {
    const index = this.options.instances ? "[each.key]" : "";
    return `${this.resource.terraformResourceType}.${this.resource.friendlyUniqueId}${index}`;
  }
}
