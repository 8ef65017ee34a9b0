import { type IResolvable, TerraformResource, type TerraformResourceLifecycle } from "cdktf";
import type { Construct } from "constructs";

export interface TerraformDataConfig {
  readonly input: { readonly [name: string]: string | IResolvable };
  readonly lifecycle?: TerraformResourceLifecycle;
}

/** Keeps values in the state. cdktf's own `DataResource` runs the terraform binary at synth, which must work without it. */
export class TerraformData extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly config: TerraformDataConfig,
  ) {
    const terraformGeneratorMetadata = { providerName: "terraform" };
    super(scope, id, {
      terraformResourceType: "terraform_data",
      terraformGeneratorMetadata,
      lifecycle: config.lifecycle,
    });
  }

  protected synthesizeAttributes() {
    return { input: this.config.input };
  }

  protected synthesizeHclAttributes() {
    return { input: { value: this.config.input, isBlock: false, type: "map", storageClassType: "anyMap" } };
  }
}
