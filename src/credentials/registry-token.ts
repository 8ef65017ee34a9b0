import type * as scopeMapBinding from "@cdktf/provider-azurerm/lib/container-registry-scope-map";
import type * as tokenBinding from "@cdktf/provider-azurerm/lib/container-registry-token";
import type * as passwordBinding from "@cdktf/provider-azurerm/lib/container-registry-token-password";
import { type ITerraformDependable, TerraformStack, Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { ContainerRegistrySku, type IContainerRegistry, type IRegistryCredentials } from "../interfaces";
import { claim } from "../private/claim";
import { fail } from "../private/fail";
import { moveFrom } from "../private/former-path";
import { lazy } from "../private/lazy";
import { leaveIfUnstated } from "../private/ownership/unstated";
import { expressionOf } from "../private/rendering/expression";
import { Rules } from "../private/rules";
import { sameCase } from "../private/same-text";
import { RULES } from "../private/text-rules";
import { warnOfOtherStack } from "../registry/private/other-stack";
import { identityOf } from "../registry/private/registry-identity";
import { checkRepositories } from "../registry/private/repositories";
import { checkExpiry, generationsOf, sameExpiry } from "./private/generations";

const scopeMaps = lazy<typeof scopeMapBinding>(() =>
  require("@cdktf/provider-azurerm/lib/container-registry-scope-map"),
);
const tokens = lazy<typeof tokenBinding>(() => require("@cdktf/provider-azurerm/lib/container-registry-token"));
const passwords = lazy<typeof passwordBinding>(() =>
  require("@cdktf/provider-azurerm/lib/container-registry-token-password"),
);

/** Azure, "Azure Container Registry SKU features and limits". */
const MAXIMUM_ACTIONS = 500;

/** What the token of a workload and that of a customer have in common. */
export interface RegistryTokenOptions {
  /** The registry that accepts the token. */
  readonly registry: IContainerRegistry;

  /** The repositories that may be pulled: names, prefixes such as `team/*`, or `*` for all. At most 250. */
  readonly repositories: string[];

  /**
   * Name of the token, which is also the user name, and of its scope map: 5 to 49 letters, digits and `-`, starting
   * with a letter. From the second generation on, `-` and the generation are appended to the token's name.
   *
   * @default - the construct's id
   */
  readonly tokenName?: string;

  /** Raise it to rotate: pull secrets get the new password before the old one is deleted. At least 1. @default 1 */
  readonly generation?: number;

  /**
   * The oldest generation that still exists: `generation` itself, or the one before. Raise `generation` for the first half
   * of a rotation, and this once nobody uses the old password any more, for the second half: it deletes the old token.
   *
   * @default - the generation before, which stays until the next rotation
   */
  readonly oldestGeneration?: number;

  /**
   * The construct path that the token had in the last deployment, without the stack, such as `platform/token-shop`.
   * `moved` blocks keep its scope map and the tokens and passwords of all generations. State `tokenName` if it was the
   * former id. Take it out after the deployment: as long as it is stated, a plan that would create or replace the token
   * fails.
   *
   * @default - the construct was neither renamed nor moved
   */
  readonly movedFrom?: string;
}

export interface RegistryTokenProps extends RegistryTokenOptions {
  /**
   * When the password expires, in UTC: `2027-01-31T00:00:00Z`. Pulls fail from then on; images that nodes already have
   * stay usable. A generation keeps the expiry it was created with: a plan with another one fails until the generation
   * is raised.
   *
   * @default - never
   */
  readonly expiry?: string;

  /**
   * Other hosts that accept the credentials too, which pods name in their images: regional endpoints such as
   * `contoso.westeurope.geo.azurecr.io` (Azure, "Azure Container Registry endpoint reference"), or private mirrors.
   * Lowercase, without scheme or path.
   *
   * @default - none
   */
  readonly additionalLoginServers?: string[];
}

/**
 * Credentials that may pull from a list of repositories and do nothing else: a scope map, a token and its password
 * (Azure, "Token-based repository permissions in Azure Container Registry"). Works in all tiers, without permission to
 * assign roles or to create app registrations.
 *
 * What is not stated, here or on a resource, belongs to Azure: no plan enables a token that somebody
 * disabled, or removes a second password or a description.
 *
 * The passwords of this generation and the previous one land in the state. Each generation is a token of its own, since
 * Azure creates a second password for the same token only by revoking the first.
 *
 * Tokens are created before the old ones are destroyed, and Terraform applies this order to a registry of the same
 * stack too. Azure rejects a change that replaces that registry, since its name is taken: remove the tokens first.
 *
 * @example
 * const token = new RegistryToken(this, "token-shop", {
 *   registry,
 *   repositories: ["shop/web", "shop/jobs/*"],
 *   generation: 2,
 *   expiry: "2027-03-31T00:00:00Z",
 * });
 * new ImagePullSecret(this, "acr-pull", { credentials: [token], namespaces: ["shop"] });
 */
export class RegistryToken extends Construct implements IRegistryCredentials {
  public readonly loginServer: string;
  public readonly additionalLoginServers?: string[];
  public readonly requires: ITerraformDependable[] = [];

  /** Not set: the password is in the state. @default - the values are not ephemeral */
  public readonly writeOnlyRevision?: number;

  private readonly token: tokenBinding.ContainerRegistryToken;
  private readonly tokenPassword: passwordBinding.ContainerRegistryTokenPassword;

  /**
   * @throws if a name, a repository, a login server, the generation or the expiry breaks the rules of the registry, or
   * if its tier has too few tokens
   */
  constructor(scope: Construct, id: string, props: RegistryTokenProps) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, "RegistryTokenProps");
    const { registry, repositories, tokenName = id, generation = 1, expiry, additionalLoginServers } = props;
    const generations = generationsOf(this, generation, props.oldestGeneration);
    rules.text("tokenName", tokenName, RULES.tokenName);
    rules.text("tokenName", nameOf(tokenName, generation), RULES.tokenName, { atPlan: "left to azurerm" });
    rules.text("registryId", registry.registryId, RULES.registryId);
    rules.texts("additionalLoginServers", additionalLoginServers ?? [], RULES.additionalLoginServer, {
      atPlan: "left to the pull secret",
    });
    checkRepositories(this, repositories);
    checkExpiry(rules, expiry);
    const { _tokens: others }: OfThisPackage = registry;
    others?.push(this);
    // A leaked password is revoked by two generations in one deploy, which creates both before it destroys the old
    // ones.
    countTokens(this, registry, generation === 1 ? 1 : 2 * generations.length);
    warnOfOtherStack(this, registry);
    this.claimNames(registry, [tokenName, ...generations.map((number) => nameOf(tokenName, number))]);
    this.loginServer = registry.loginServer;
    this.additionalLoginServers = additionalLoginServers;
    const { registryName: containerRegistryName, resourceGroupName, provider } = registry;
    const place = { containerRegistryName, resourceGroupName, provider };
    const scopeMap = new (scopeMaps().ContainerRegistryScopeMap)(this, "ScopeMap", {
      ...place,
      name: tokenName,
      actions: this.actionsOf(repositories),
      lifecycle: rules.lifecycle(),
    });
    leaveIfUnstated(scopeMap, ["description"]);
    // Pull secrets get the new password before Terraform deletes the old one.
    const createBeforeDestroy = true;
    const created = generations.map((number) => {
      const token = new (tokens().ContainerRegistryToken)(this, `Token-${number}`, {
        ...place,
        name: nameOf(tokenName, number),
        scopeMapId: scopeMap.id,
        lifecycle: { createBeforeDestroy },
      });
      // A token that was disabled after a leak must not be enabled again by the deploy that rotates it.
      leaveIfUnstated(token, ["enabled"]);
      const password = new (passwords().ContainerRegistryTokenPassword)(this, `Password-${number}`, {
        containerRegistryTokenId: token.id,
        // Null instead of undefined: the block is required, and cdktf drops blocks without a value.
        password1: { expiry: expiry ?? Token.asString(Token.nullValue()) },
        provider,
        lifecycle: {
          createBeforeDestroy,
          // Another expiry would revoke the password before a new one is created.
          ignoreChanges: ["password1[0].expiry"],
          postcondition: number === generation ? [sameExpiry(this, "password1[0].expiry", expiry)] : undefined,
        },
      });
      // azurerm removes a second password that somebody else created, and revokes the first to remove one that expires.
      leaveIfUnstated(password, ["password2"]);
      return { token, password };
    });
    const { token, password } = created[created.length - 1];
    this.token = token;
    this.tokenPassword = password;
    this.node.defaultChild = token;
    if (props.movedFrom !== undefined) {
      moveFrom(this, props.movedFrom, scopeMap);
    }
  }

  /** The name of the token. */
  public get username(): string {
    return this.token.name;
  }

  /** Password of the newest generation. */
  public get password(): string {
    return this.tokenPassword.password1.value;
  }

  private claimNames(registry: IContainerRegistry, names: string[]): void {
    for (const name of new Set(names)) {
      claim(this, `token ${sameCase(this, name)} of ${identityOf(registry)}`, (first) => ({
        property: "tokenName",
        must:
          "differ from those of the registry's other tokens and their generations, " +
          `but '${first.node.path}' uses it already`,
        got: expressionOf(this, name),
        repair: "set another tokenName",
        see: "token-names",
      }));
    }
  }

  private actionsOf(repositories: string[]): string[] {
    const actions = repositories.flatMap((name) => [
      `repositories/${name}/content/read`,
      `repositories/${name}/metadata/read`,
    ]);
    if (actions.length > MAXIMUM_ACTIONS) {
      fail(this, {
        property: "repositories",
        must: `contain at most ${MAXIMUM_ACTIONS / 2} entries, since a scope map holds ${MAXIMUM_ACTIONS} actions`,
        got: String(repositories.length),
        repair: "use a common prefix such as team/*, or create several tokens",
        see: "token-limits",
      });
    }
    return actions;
  }
}

/** Two generations exist at the same time, so their tokens need different names. */
function nameOf(tokenName: string, generation: number): string {
  return generation === 1 ? tokenName : `${tokenName}-${generation}`;
}

/** Azure, "Azure Container Registry SKU features and limits". */
const MAXIMUM_TOKENS = {
  [ContainerRegistrySku.BASIC]: 100,
  [ContainerRegistrySku.STANDARD]: 500,
  [ContainerRegistrySku.PREMIUM]: 50_000,
};

/** A registry that warns of who cannot reach it. */
interface OfThisPackage extends IContainerRegistry {
  readonly _tokens?: IConstruct[];
}

interface Usage {
  tokens: number;
  /** Known once any construct of the registry tells it. */
  sku?: ContainerRegistrySku;
}

const usages = new WeakMap<TerraformStack, Map<string, Usage>>();

/** Counts the tokens of a registry, through whichever construct, and throws when its tier has no more. */
function countTokens(scope: IConstruct, registry: IContainerRegistry, more: number): void {
  const usage = usageOf(registry);
  usage.tokens += more;
  usage.sku ??= registry.sku;
  const maximum = usage.sku ? MAXIMUM_TOKENS[usage.sku] : undefined;
  if (maximum !== undefined && usage.tokens > maximum) {
    fail(scope, {
      property: "registry",
      must: `have at most ${maximum} tokens in the ${usage.sku} tier, counting those that exist during a rotation`,
      got: String(usage.tokens),
      repair: "choose a higher sku, or share tokens",
      see: "token-limits",
    });
  }
}

function usageOf(registry: IContainerRegistry): Usage {
  const stack = TerraformStack.of(registry);
  const registries = usages.get(stack) ?? new Map<string, Usage>();
  usages.set(stack, registries);
  const identity = identityOf(registry);
  const usage = registries.get(identity) ?? { tokens: 0 };
  registries.set(identity, usage);
  return usage;
}
