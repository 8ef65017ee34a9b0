import type * as cacheRuleBinding from "@cdktf/provider-azurerm/lib/container-registry-cache-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import type { IContainerRegistry } from "../../interfaces";
import { claim } from "../../private/claim";
import { fail } from "../../private/fail";
import { moveFrom } from "../../private/former-path";
import { lazy } from "../../private/lazy";
import { Rules } from "../../private/rules";
import { warnOfOtherStack } from "../private/other-stack";
import { identityOf } from "../private/registry-identity";
import { checkRepositories } from "../private/repositories";
import type { KeptOut } from "../private/trusted-services";
import { CACHE_RULES } from "./cache-rules";
import { CredentialSet } from "./credential-set";
import type { RegistryCacheCredentials, RegistryCacheProps } from "./registry-cache-props";
import { checkLogin } from "./upstream-login";

const bindings = lazy<typeof cacheRuleBinding>(() =>
  require("@cdktf/provider-azurerm/lib/container-registry-cache-rule"),
);

/** What a registry of this package knows beside its interface. */
interface Caching extends IContainerRegistry {
  readonly _cachedRepositories?: string[];
  _keptOut?(): KeptOut;
}

/**
 * Pulls images of another registry through this one, which keeps them (Azure, "Optimize image pulls with artifact
 * cache in Azure Container Registry"). Whoever may pull the repository may pull through it: a grant or token that is
 * limited to repositories has to name it.
 *
 * With credentials, a credential set is created below the registry, whose identity may read the two secrets and nothing
 * else. Rules with the same credentials share it. Nothing secret lands in the state.
 *
 * @experimental
 * @example
 * new RegistryCache(this, "quay-hub", { registry, upstream: "quay.io/library/*", repository: "quay-hub/*" });
 */
export class RegistryCache extends Construct implements ITerraformDependable {
  /** Where pods find the images in the registry, as stated: `docker-hub/*`. */
  public readonly repository: string;

  private readonly rule: cacheRuleBinding.ContainerRegistryCacheRule;

  /**
   * @throws if the upstream, the repository or a name breaks the rules of Azure, if only one of upstream and repository
   * ends in an asterisk, or if the registry has another rule for the repository
   */
  constructor(scope: Construct, id: string, props: RegistryCacheProps) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, "RegistryCacheProps");
    const { upstream, repository, credentials, cacheRuleName = id } = props;
    const registry: Caching = props.registry;
    rules.text("upstream", upstream, CACHE_RULES.upstream);
    checkRepositories(this, [repository], "repository");
    checkAsterisks(this, upstream, repository);
    checkOverlap(this, repository, registry._cachedRepositories ?? []);
    rules.text("cacheRuleName", cacheRuleName, CACHE_RULES.cacheRuleName);
    checkLogin(this, { upstream, credentials });
    checkTrustedServices(registry);
    warnOfOtherStack(this, registry);
    claimRule(this, cacheRuleName, registry);
    registry._cachedRepositories?.push(repository);
    const credentialSet = credentials && credentialSetOf(this, registry, upstream, credentials);
    this.repository = repository;
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
    if (props.movedFrom !== undefined) {
      moveFrom(this, props.movedFrom);
    }
  }

  /** What Terraform waits for, in `dependsOn`. */
  public get fqn(): string {
    return this.rule.fqn;
  }

  /** Resource id of the cache rule. */
  public get cacheRuleId(): string {
    return this.rule.id;
  }
}

/** The same registry may have two constructs, such as two lookups. */
function claimRule(cache: IConstruct, cacheRuleName: string, registry: IContainerRegistry): void {
  claim(cache, `cache rule ${cacheRuleName.toLowerCase()} of ${identityOf(registry)}`, (first) => ({
    property: "cacheRuleName",
    must: `differ from that of '${first.node.path}', a rule of the same registry`,
    got: cacheRuleName,
    repair: "set another cacheRuleName",
    see: "cache-rules",
  }));
}

/** Azure, "Enable artifact cache in your Azure Container Registry with Azure CLI" of 2026-08-13. */
function checkTrustedServices(registry: Caching): void {
  if (registry._keptOut?.().services) {
    fail(registry, {
      property: "trustedServicesAllowed",
      must: "not be false for a registry with a cache and network rules, since Azure could not fill the cache",
      got: "false",
      repair: "leave it out, or set trustedServicesAllowed: true",
      see: "cache-rules",
    });
  }
}

function checkAsterisks(cache: IConstruct, upstream: string, repository: string): void {
  if (upstream.endsWith("*") !== repository.endsWith("*")) {
    fail(cache, {
      property: "repository",
      must: "end in an asterisk if upstream does, and only then",
      got: repository,
      repair: "write docker-hub/* for docker.io/library/*, and docker-hub/nginx for docker.io/library/nginx",
      see: "cache-rules",
    });
  }
}

/** Azure, "Wildcard support for artifact cache in Azure Container Registry" of 2026-06-11. */
function checkOverlap(cache: IConstruct, repository: string, others: readonly string[]): void {
  const other = others.find((one) => isInConflict(one, repository));
  if (other !== undefined) {
    fail(cache, {
      property: "repository",
      must: `not overlap with that of another cache rule ('${other}')`,
      got: repository,
      repair: "choose another path in this registry",
      see: "cache-rules",
    });
  }
}

/** The credential set of an earlier rule with the same credentials, or a new one. */
function credentialSetOf(
  cache: Construct,
  registry: IContainerRegistry & Construct,
  upstream: string,
  credentials: RegistryCacheCredentials,
): CredentialSet {
  const [host] = upstream.split("/");
  const credentialSetName = credentials.credentialSetName ?? nameFor(host);
  const id = `CredentialSet-${credentialSetName}`;
  const existing = registry.node.tryFindChild(id) as CredentialSet | undefined;
  if (existing === undefined) {
    return new CredentialSet(registry, id, { ...credentials, credentialSetName, host, registry });
  }
  if (!existing.isFor(host, credentials)) {
    fail(cache, {
      property: "credentials.credentialSetName",
      must: "differ from that of other credentials",
      got: credentialSetName,
      repair: "set another credentialSetName, or pass the same credentials",
      see: "cache-rules",
    });
  }
  return existing;
}

/** A single repository may lie below the path of an asterisk: its rule wins. */
function isInConflict(one: string, other: string): boolean {
  if (!one.endsWith("*") || !other.endsWith("*")) {
    return one === other;
  }
  const [path, otherPath] = [one.slice(0, -1), other.slice(0, -1)];
  return path.startsWith(otherPath) || otherPath.startsWith(path);
}

/** As names of Azure take it: letters, digits and single hyphens, five at least. */
function nameFor(text: string): string {
  const words = text.split(/[^a-zA-Z0-9]+/).filter((word) => word !== "");
  const name = words.join("-");
  return name.length < 5 ? [...words, "cache"].join("-") : name;
}
