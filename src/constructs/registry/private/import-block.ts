import { TerraformElement, type TerraformResource } from "cdktf";

/**
 * Imports an existing object into the state (Terraform 1.5 or later). cdktf's own `importFrom` runs the terraform
 * binary at synth, which must work without it.
 */
export class ImportBlock extends TerraformElement {
  constructor(
    private readonly resource: TerraformResource,
    private readonly importId: string,
  ) {
    super(resource, "Import");
  }

  public toTerraform() {
    return { import: [{ to: this.target, id: this.importId, provider: this.resource.provider?.fqn }] };
  }

  public toHclTerraform() {
    const simple = (value: string, storageClassType: string) => ({ value, type: "simple", storageClassType });
    const { provider } = this.resource;
    return {
      import: [
        {
          to: simple(this.target, "reference"),
          id: simple(this.importId, "string"),
          provider: provider && simple(provider.fqn, "reference"),
        },
      ],
    };
  }

  private get target(): string {
    return `${this.resource.terraformResourceType}.${this.resource.friendlyUniqueId}`;
  }
}
