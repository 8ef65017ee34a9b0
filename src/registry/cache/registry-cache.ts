import type * as cacheRuleBinding from "@cdktf/provider-azurerm/lib/container-registry-cache-rule";
import { Construct } from "constructs";
import type { IContainerRegistry, IRegistryCache, RegistryCacheOptions } from "../../interfaces";
import { lazy } from "../../private/lazy";
import type { CredentialSet } from "./credential-set";

const bindings = lazy<typeof cacheRuleBinding>(() =>
  require("@cdktf/provider-azurerm/lib/container-registry-cache-rule"),
);

export interface RegistryCacheProps extends Pick<RegistryCacheOptions, "upstream" | "repository"> {
  readonly cacheRuleName: string;
  readonly registry: IContainerRegistry;
  readonly credentialSet?: CredentialSet;
}

/** A cache rule. */
export class RegistryCache extends Construct implements IRegistryCache {
  public readonly repository: string;

  private readonly rule: cacheRuleBinding.ContainerRegistryCacheRule;

  constructor(scope: Construct, id: string, props: RegistryCacheProps) {
    super(scope, id);
    this.repository = props.repository;
    const { registry, upstream, repository, credentialSet, cacheRuleName } = props;
    this.rule = new (bindings().ContainerRegistryCacheRule)(this, "Default", {
      name: cacheRuleName,
      containerRegistryId: registry.registryId,
      sourceRepo: upstream,
      targetRepo: repository,
      credentialSetId: credentialSet?.credentialSetId,
      // azurerm takes the subscription of its login, not that of the id.
      provider: registry.provider,
      // Whoever waits for the rule can pull: its credentials can be read by then.
      dependsOn: credentialSet?.grants,
    });
  }

  public get fqn(): string {
    return this.rule.fqn;
  }

  public get cacheRuleId(): string {
    return this.rule.id;
  }
}
