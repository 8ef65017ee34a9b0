import { TerraformElement, type TerraformResource } from "cdktf";

/**
 * Takes an existing object into the state (Terraform 1.5 or later). cdktf's own `importFrom` runs the terraform binary at synth,
 * which synth must do without.
 */
export class ImportBlock extends TerraformElement {
  constructor(
    private readonly resource: TerraformResource,
    private readonly importId: string,
  ) {
    super(resource, "Import");
  }

  public toTerraform() {
    const { terraformResourceType, friendlyUniqueId, provider } = this.resource;
    return { import: [{ to: `${terraformResourceType}.${friendlyUniqueId}`, id: this.importId, provider: provider?.fqn }] };
  }

  public toHclTerraform() {
    return this.toTerraform();
  }
}
