import { type IResolvable, TerraformResource, type TerraformResourceLifecycle } from "cdktf";
import type { Construct } from "constructs";

export interface TerraformDataConfig {
  readonly input?: { readonly [name: string]: string | IResolvable };
  readonly count?: number;
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
      count: config.count,
    });
  }

  protected synthesizeAttributes() {
    return { input: this.config.input };
  }

  protected synthesizeHclAttributes() {
    const { input } = this.config;
    return input ? { input: { value: input, isBlock: false, type: "map", storageClassType: "anyMap" } } : {};
  }
}
