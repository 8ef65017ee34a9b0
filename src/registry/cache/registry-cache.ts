import type * as cacheRuleBinding from "@cdktf/provider-azurerm/lib/container-registry-cache-rule";
import { Op, type TerraformResource, Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import type {
  IContainerRegistry,
  IRegistryCache,
  IRegistryCacheIdentity,
  RegistryCacheOptions,
} from "../../interfaces";
import { AzapiResource } from "../../private/azapi";
import { lazy } from "../../private/lazy";
import { operand } from "../../private/rendering/operand";
import { Rules } from "../../private/rules";
import type { CredentialSet } from "./credential-set";

const bindings = lazy<typeof cacheRuleBinding>(() =>
  require("@cdktf/provider-azurerm/lib/container-registry-cache-rule"),
);

/** The first API with identities, which azurerm 5.2 does not use. */
const CACHE_RULE = "Microsoft.ContainerRegistry/registries/cacheRules@2026-01-01-preview";

export interface RegistryCacheProps extends Pick<RegistryCacheOptions, "upstream" | "repository" | "identity"> {
  readonly cacheRuleName: string;
  readonly registry: IContainerRegistry;
  readonly credentialSet?: CredentialSet;
}

const caches = new WeakMap<IConstruct, RegistryCache>();

/** The cache rule that a construct is. */
export function cacheOf(construct: IConstruct | undefined): RegistryCache | undefined {
  return construct && caches.get(construct);
}

/** A cache rule. */
export class RegistryCache extends Construct implements IRegistryCache {
  public readonly repository: string;
  public readonly upstream: string;

  private readonly rule: TerraformResource;

  constructor(scope: Construct, id: string, props: RegistryCacheProps) {
    super(scope, id);
    this.repository = props.repository;
    this.upstream = props.upstream;
    caches.set(this, this);
    this.rule = props.identity ? ruleWithIdentity(this, props, props.identity) : cacheRule(this, props);
  }

  public get fqn(): string {
    return this.rule.fqn;
  }

  public get cacheRuleId(): string {
    return this.rule.getStringAttribute("id");
  }
}

function cacheRule(scope: Construct, props: RegistryCacheProps): TerraformResource {
  const { registry, upstream, repository, credentialSet, cacheRuleName } = props;
  return new (bindings().ContainerRegistryCacheRule)(scope, "Default", {
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

function ruleWithIdentity(
  scope: Construct,
  { registry, upstream, repository, cacheRuleName }: RegistryCacheProps,
  { identityId, upstreamLoginServer, requires }: IRegistryCacheIdentity,
): TerraformResource {
  const rules = new Rules(scope);
  const [host] = upstream.split("/");
  rules.that(
    Token.isUnresolved(upstreamLoginServer) ? Op.eq(operand(upstreamLoginServer), host) : upstreamLoginServer === host,
    {
      property: "upstream",
      must: "begin with the login server of the registry that its identity may pull from",
      got: upstream,
      repair: "write what `az acr show --query loginServer --output tsv` prints for it, and a slash",
      see: "cache-rules",
    },
  );
  return new AzapiResource(scope, "Default", "azapi_resource", {
    type: CACHE_RULE,
    name: cacheRuleName,
    parentId: registry.registryId,
    identityIds: [identityId],
    body: { properties: { sourceRepository: upstream, targetRepository: repository } },
    // As azurerm does: Azure keeps both for the life of a rule.
    replaceTriggersRefs: ["properties.sourceRepository", "properties.targetRepository"],
    lifecycle: rules.lifecycle(),
    // Whoever waits for the rule can pull: its identity may read the other registry by then.
    dependsOn: requires,
  });
}
