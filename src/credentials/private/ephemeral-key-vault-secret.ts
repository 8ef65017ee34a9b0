import { ref, TerraformElement, type TerraformProvider, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";
import { fail } from "../../private/fail";

const TYPE = "azurerm_key_vault_secret";

export interface EphemeralKeyVaultSecretProps {
  readonly keyVaultId: string;
  readonly secretName: string;
  readonly provider?: TerraformProvider;
}

/**
 * A secret that Terraform reads from a key vault on every run and never stores: azurerm's ephemeral
 * `azurerm_key_vault_secret`, Terraform or OpenTofu 1.11 or later. The frozen bindings have no ephemeral resources, so
 * this class renders the block.
 */
export class EphemeralKeyVaultSecret extends TerraformElement {
  /** As bindings have it. */
  public readonly terraformGeneratorMetadata = { providerName: "azurerm" };

  constructor(
    scope: Construct,
    id: string,
    private readonly props: EphemeralKeyVaultSecretProps,
  ) {
    super(scope, id, TYPE);
  }

  public get provider(): TerraformProvider | undefined {
    return this.props.provider;
  }

  public get value(): string {
    return Token.asString(ref(`ephemeral.${TYPE}.${this.friendlyUniqueId}.value`, TerraformStack.of(this)));
  }

  public toTerraform() {
    const { keyVaultId: key_vault_id, secretName: name, provider } = this.props;
    // No condition, not even for an empty value: `terraform show -json` 1.11 crashes on checks of ephemeral resources.
    const block = { key_vault_id, name, provider: provider?.fqn };
    return {
      // An older binary then names the version it needs instead of complaining about an unknown block.
      terraform: { required_version: ">= 1.11.0" },
      ephemeral: { [TYPE]: { [this.friendlyUniqueId]: block } },
    };
  }

  public toHclTerraform(): never {
    return fail(this, {
      property: "the output format",
      must: "be JSON if secrets come from a key vault, since cdktf writes no ephemeral blocks in HCL",
      repair: "synthesize without --hcl",
      see: "key-vault-secrets",
    });
  }
}
