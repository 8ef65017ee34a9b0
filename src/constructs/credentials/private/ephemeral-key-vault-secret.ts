import { ref, TerraformElement, type TerraformProvider, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";
import { fail, sentence } from "../../private/fail";

const TYPE = "azurerm_key_vault_secret";

export interface EphemeralKeyVaultSecretProps {
  readonly keyVaultId: string;
  readonly secretName: string;
  readonly provider?: TerraformProvider;
}

/**
 * A secret that Terraform reads from a key vault each time it runs and never keeps. The frozen bindings have no ephemeral resources,
 * so the block is made here: azurerm's `azurerm_key_vault_secret`, Terraform or OpenTofu 1.11 or later.
 */
export class EphemeralKeyVaultSecret extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: EphemeralKeyVaultSecretProps,
  ) {
    super(scope, id, TYPE);
    this.node.addValidation({ validate: () => this.missingProvider() });
  }

  public get value(): string {
    return Token.asString(ref(`ephemeral.${TYPE}.${this.friendlyUniqueId}.value`, TerraformStack.of(this)));
  }

  public toTerraform() {
    const { keyVaultId: key_vault_id, secretName: name, provider } = this.props;
    // No condition here, also not for an empty value: `terraform show -json` of 1.11 crashes on checks of ephemeral resources.
    const block = { key_vault_id, name, provider: provider?.fqn };
    return {
      // An older binary says which version it needs, instead of that it knows no such block.
      terraform: { required_version: ">= 1.11.0" },
      ephemeral: { [TYPE]: { [this.friendlyUniqueId]: block } },
    };
  }

  public toHclTerraform(): never {
    return fail(this, {
      property: "the output format",
      must: "be JSON where secrets come from a key vault, since cdktf writes no ephemeral blocks as HCL",
      repair: "synthesize without --hcl",
    });
  }

  private missingProvider(): string[] {
    const providers = TerraformStack.of(this).allProviders();
    return providers.some(({ terraformResourceType }) => terraformResourceType === "azurerm")
      ? []
      : [
          sentence(this, {
            property: "the stack",
            must: "have an azurerm provider to read the key vault",
            repair: 'add `new AzurermProvider(this, "azurerm", { features: [{}] })`',
          }),
        ];
  }
}
