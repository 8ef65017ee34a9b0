import type * as scopeMapBinding from "@cdktf/provider-azurerm/lib/container-registry-scope-map";
import type * as tokenBinding from "@cdktf/provider-azurerm/lib/container-registry-token";
import type * as passwordBinding from "@cdktf/provider-azurerm/lib/container-registry-token-password";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { ContainerRegistrySku, type IContainerRegistry, type IRegistryCredentials } from "../../interfaces";
import { conditions } from "../private/conditions";
import { expressionOf } from "../private/expression";
import { fail, sentence } from "../private/fail";
import { lazy } from "../private/lazy";
import { lifecycle } from "../private/lifecycle";
import { once } from "../private/once";
import { check, RULES } from "../private/rules";
import { warnOfOtherStack } from "../registry/private/other-stack";
import { identityOf, sameCase } from "../registry/private/registry-identity";
import { checkRepositories } from "../registry/private/repositories";
import { checkExpiry, generationsOf, sameExpiry } from "./private/generations";

const scopeMaps = lazy<typeof scopeMapBinding>(() => require("@cdktf/provider-azurerm/lib/container-registry-scope-map"));
const tokens = lazy<typeof tokenBinding>(() => require("@cdktf/provider-azurerm/lib/container-registry-token"));
const passwords = lazy<typeof passwordBinding>(() => require("@cdktf/provider-azurerm/lib/container-registry-token-password"));

/** Azure, "Azure Container Registry SKU features and limits". */
const MOST_ACTIONS = 500;
const MOST_TOKENS = {
  [ContainerRegistrySku.BASIC]: 100,
  [ContainerRegistrySku.STANDARD]: 500,
  [ContainerRegistrySku.PREMIUM]: 50_000,
};

const tokensOf = new WeakMap<IContainerRegistry, number>();

export interface RegistryTokenProps {
  readonly registry: IContainerRegistry;

  /** The repositories that may be pulled, nothing else: names, all below one (`team/*`), or all (`*`). At most 250. */
  readonly repositories: string[];

  /**
   * Name of the token, its scope map and the user: 5 to 49 letters, digits and `-`, a letter first. From the second generation on,
   * `-` and the generation are added to the token's name.
   *
   * @default - the construct's id
   */
  readonly tokenName?: string;

  /** Raise it to rotate: the new password reaches every pull secret before the old one goes. A whole number from 1. @default 1 */
  readonly generation?: number;

  /**
   * When the password ends, in UTC: `2027-01-31T00:00:00Z`. Pulls fail from then on; images that nodes hold stay usable. A generation
   * keeps the time it was made with: a plan with another one fails until the generation is raised.
   *
   * @default - never
   */
  readonly expiry?: string;
}

/**
 * Credentials that may pull from a list of repositories and nothing else: a scope map, a token and its password (Azure, "Create a
 * token with repository-scoped permissions"). Works in all tiers, without a right to assign roles or to make applications.
 *
 * The passwords of this generation and of the one before it land in the state. Each generation is a token of its own, since Azure makes
 * a second password of one token only by ending the first.
 *
 * Terraform makes the new before it destroys the old, and so it does with a registry of the same stack: a change that replaces that
 * registry is refused by Azure, whose names are unique, and has to be made without tokens.
 */
export class RegistryToken extends Construct implements IRegistryCredentials {
  public readonly loginServer: string;
  public readonly requires: ITerraformDependable[] = [];

  private readonly token: tokenBinding.ContainerRegistryToken;
  private readonly tokenPassword: passwordBinding.ContainerRegistryTokenPassword;

  /** @throws when a name, a repository, the generation or the expiry breaks the rules of the registry */
  constructor(scope: Construct, id: string, props: RegistryTokenProps) {
    super(scope, id);
    const { registry, repositories, tokenName = id, generation = 1, expiry } = props;
    const generations = generationsOf(this, generation);
    check(this, "tokenName", tokenName, RULES.tokenName);
    check(this, "tokenName", nameOf(tokenName, generation), RULES.tokenName);
    checkRepositories(this, repositories);
    checkExpiry(this, expiry);
    // A rotation makes the new before it takes the old away, by two in one deploy where a password got out.
    this.countTokens(registry, generation === 1 ? 1 : 4);
    warnOfOtherStack(this, registry);
    this.refuseSecondName(registry, [tokenName, ...generations.map((number) => nameOf(tokenName, number))]);
    this.loginServer = registry.loginServer;
    const { registryName: containerRegistryName, resourceGroupName, provider } = registry;
    const place = { containerRegistryName, resourceGroupName, provider };
    const scopeMap = new (scopeMaps().ContainerRegistryScopeMap)(this, "ScopeMap", {
      ...place,
      name: tokenName,
      actions: this.actionsOf(repositories),
      lifecycle: lifecycle({
        precondition: [
          ...conditions(this, "tokenName", tokenName, RULES.tokenName),
          ...conditions(this, "registryId", registry.registryId, RULES.registryId),
        ],
      }),
    });
    const made = generations.map((number) => {
      // The lifecycle is what makes Terraform give the new password to the pull secrets before it takes the old one away.
      const createBeforeDestroy = true;
      const token = new (tokens().ContainerRegistryToken)(this, `Token-${number}`, {
        ...place,
        name: nameOf(tokenName, number),
        scopeMapId: scopeMap.id,
        // A token that was disabled since it leaked must not be enabled again by the deploy that rotates it.
        lifecycle: { createBeforeDestroy, ignoreChanges: ["enabled"] },
      });
      const password = new (passwords().ContainerRegistryTokenPassword)(this, `Password-${number}`, {
        containerRegistryTokenId: token.id,
        // Null, not undefined: cdktf drops a block without a value, which this one must not be.
        password1: { expiry: expiry ?? Token.asString(Token.nullValue()) },
        provider,
        lifecycle: {
          createBeforeDestroy,
          // Another expiry would end the password first and make a new one after that.
          ignoreChanges: ["password1[0].expiry"],
          postcondition: number === generation ? [sameExpiry(this, "password1[0].expiry", expiry)] : undefined,
        },
      });
      return { token, password };
    });
    const { token, password } = made[made.length - 1];
    this.token = token;
    this.tokenPassword = password;
    this.node.defaultChild = token;
  }

  /** The name of the token. */
  public get username(): string {
    return this.token.name;
  }

  public get password(): string {
    return this.tokenPassword.password1.value;
  }

  private refuseSecondName(registry: IContainerRegistry, names: string[]): void {
    for (const name of new Set(names)) {
      once(this, `token ${sameCase(this, name)} of ${identityOf(registry)}`, (first) =>
        sentence(this, {
          property: "tokenName",
          must: `differ from every other token's and its generations' in the registry, and '${first.node.path}' has it already`,
          got: expressionOf(this, name),
          repair: "set another tokenName",
        }),
      );
    }
  }

  private countTokens(registry: IContainerRegistry, more: number): void {
    const tokens = (tokensOf.get(registry) ?? 0) + more;
    tokensOf.set(registry, tokens);
    if (registry.sku && tokens > MOST_TOKENS[registry.sku]) {
      fail(this, {
        property: "registry",
        must: `have at most ${MOST_TOKENS[registry.sku]} tokens in the ${registry.sku} tier, those of a rotation included`,
        got: String(tokens),
        repair: "choose a higher sku, or share tokens",
      });
    }
  }

  private actionsOf(repositories: string[]): string[] {
    const actions = repositories.flatMap((name) => [`repositories/${name}/content/read`, `repositories/${name}/metadata/read`]);
    if (actions.length > MOST_ACTIONS) {
      fail(this, {
        property: "repositories",
        must: `be at most ${MOST_ACTIONS / 2}, since a scope map holds ${MOST_ACTIONS} actions`,
        got: String(repositories.length),
        repair: "name a common prefix such as team/*, or make several tokens",
      });
    }
    return actions;
  }
}

/** Two generations live beside each other, so their tokens differ in name. */
function nameOf(tokenName: string, generation: number): string {
  return generation === 1 ? tokenName : `${tokenName}-${generation}`;
}
