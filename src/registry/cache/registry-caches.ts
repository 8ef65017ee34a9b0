import type * as cacheRuleBinding from "@cdktf/provider-azurerm/lib/container-registry-cache-rule";
import { Construct } from "constructs";
import type {
  IContainerRegistry,
  IRegistryCache,
  RegistryCacheCredentials,
  RegistryCacheOptions,
} from "../../interfaces";
import { checkText } from "../../private/check-text";
import { claim } from "../../private/claim";
import { fail } from "../../private/fail";
import { lazy } from "../../private/lazy";
import { readProps } from "../../private/props/reader";
import { identityOf } from "../private/registry-identity";
import { checkRepositories } from "../private/repositories";
import { CACHE_RULES } from "./cache-rules";
import { CredentialSet } from "./credential-set";
import { checkLogin } from "./upstream-login";

const bindings = lazy<typeof cacheRuleBinding>(() =>
  require("@cdktf/provider-azurerm/lib/container-registry-cache-rule"),
);

/** A cache rule. */
class RegistryCache extends Construct implements IRegistryCache {
  public readonly repository: string;

  private readonly rule: cacheRuleBinding.ContainerRegistryCacheRule;

  constructor(
    registry: IContainerRegistry,
    name: string,
    { upstream, repository }: RegistryCacheOptions,
    credentialSet: CredentialSet | undefined,
  ) {
    super(registry, `Cache-${name}`);
    this.repository = repository;
    this.rule = new (bindings().ContainerRegistryCacheRule)(this, "Default", {
      name,
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

/** The cache rules of a registry, which must fit together, and the credential sets that they share. */
export class RegistryCaches {
  private readonly caches = new Map<string, RegistryCache>();
  private readonly credentialSets = new Map<string, CredentialSet>();

  /** @param keepsOutServices whether the registry keeps out Azure itself, which is what fills a cache */
  constructor(
    private readonly registry: IContainerRegistry,
    private readonly keepsOutServices: () => boolean,
  ) {}

  public add(given: RegistryCacheOptions): IRegistryCache {
    const { registry } = this;
    const { upstream, repository, credentials, ...options } = readProps(registry, given, "RegistryCacheOptions");
    const cacheRuleName = options.cacheRuleName ?? nameFor(repository);
    checkText(registry, "upstream", upstream, CACHE_RULES.upstream);
    checkRepositories(registry, [repository], "repository");
    this.checkAsterisks(upstream, repository);
    this.checkOverlap(repository);
    checkText(registry, "cacheRuleName", cacheRuleName, CACHE_RULES.cacheRuleName);
    if (this.caches.has(cacheRuleName)) {
      fail(registry, {
        property: "cacheRuleName",
        must: "differ from those of the registry's other cache rules",
        got: cacheRuleName,
        repair: "set another cacheRuleName",
        see: "cache-rules",
      });
    }
    checkLogin(registry, { upstream, credentials });
    this.checkTrustedServices();
    const credentialSet = credentials && this.credentialSetFor(upstream, credentials);
    const cache = new RegistryCache(registry, cacheRuleName, { upstream, repository }, credentialSet);
    this.caches.set(cacheRuleName, cache);
    this.claimRule(cacheRuleName);
    return cache;
  }

  /** The same registry may have two constructs, such as two lookups. */
  private claimRule(cacheRuleName: string): void {
    const { registry } = this;
    claim(registry, `cache rule ${cacheRuleName.toLowerCase()} of ${identityOf(registry)}`, (first) => ({
      property: "cacheRuleName",
      must: `differ from those of '${first.node.path}', since both are one registry`,
      got: cacheRuleName,
      repair: "use one construct for the registry, or set another cacheRuleName",
      see: "cache-rules",
    }));
  }

  /** Azure, "Enable artifact cache in your Azure Container Registry with Azure CLI" of 2026-08-13. */
  private checkTrustedServices(): void {
    if (this.keepsOutServices()) {
      fail(this.registry, {
        property: "trustedServicesAllowed",
        must: "not be false for a registry with a cache and network rules, since Azure could not fill the cache",
        got: "false",
        repair: "leave it out, or set trustedServicesAllowed: true",
        see: "cache-rules",
      });
    }
  }

  private checkAsterisks(upstream: string, repository: string): void {
    if (upstream.endsWith("*") !== repository.endsWith("*")) {
      fail(this.registry, {
        property: "repository",
        must: "end in an asterisk if upstream does, and only then",
        got: repository,
        repair: "write docker-hub/* for docker.io/library/*, and docker-hub/nginx for docker.io/library/nginx",
        see: "cache-rules",
      });
    }
  }

  /** Azure, "Wildcard support for artifact cache in Azure Container Registry" of 2026-06-11. */
  private checkOverlap(repository: string): void {
    const other = [...this.caches.values()].find((cache) => isInConflict(cache.repository, repository));
    if (other) {
      fail(this.registry, {
        property: "repository",
        must: `not overlap with that of another cache rule ('${other.repository}')`,
        got: repository,
        repair: "choose another path in this registry",
        see: "cache-rules",
      });
    }
  }

  /** The credential set of an earlier rule with the same credentials, or a new one. */
  private credentialSetFor(upstream: string, credentials: RegistryCacheCredentials): CredentialSet {
    const { registry } = this;
    const [host] = upstream.split("/");
    const credentialSetName = credentials.credentialSetName ?? nameFor(host);
    const existing = this.credentialSets.get(credentialSetName);
    if (existing === undefined) {
      const props = { ...credentials, credentialSetName, host, registry };
      const created = new CredentialSet(registry, `CredentialSet-${credentialSetName}`, props);
      this.credentialSets.set(credentialSetName, created);
      return created;
    }
    if (!existing.isFor(host, credentials)) {
      fail(registry, {
        property: "credentials.credentialSetName",
        must: "differ from that of other credentials",
        got: credentialSetName,
        repair: "set another credentialSetName, or pass the same credentials",
        see: "cache-rules",
      });
    }
    return existing;
  }
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
