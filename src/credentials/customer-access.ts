import type * as secretBinding from "@cdktf/provider-azurerm/lib/key-vault-secret";
import { Fn, TerraformOutput, type TerraformProvider, TerraformResource, Token } from "cdktf";
import type { Construct } from "constructs";
import { claim } from "../private/claim";
import { lazy } from "../private/lazy";
import { leaveIfUnstated } from "../private/ownership/unstated";
import { statedByProvider } from "../private/provider-settings";
import { expressionOf } from "../private/rendering/expression";
import { operand } from "../private/rendering/operand";
import { segmentOf } from "../private/rendering/segment";
import { Rules } from "../private/rules";
import { isSameText, sameCase } from "../private/same-text";
import { RULES } from "../private/text-rules";
import { allowWriteOnly } from "../private/write-only";
import { checkExpiry } from "./private/generations";
import { RegistryToken, type RegistryTokenOptions } from "./registry-token";

const bindings = lazy<typeof secretBinding>(() => require("@cdktf/provider-azurerm/lib/key-vault-secret"));

/** When the access of a customer ends, and where its password is written. @experimental */
export interface CustomerAccessProps extends RegistryTokenOptions {
  /**
   * When the password expires, in UTC: `2027-01-31T00:00:00Z`. Pulls of the customer fail from then on. A generation keeps
   * the expiry it was created with: a plan with another one fails until the generation is raised.
   */
  readonly expiry: string;

  /**
   * Resource id of an existing key vault that the customer reads: user name and password become two secrets in it, by
   * write-only arguments, which need Terraform or OpenTofu 1.11 or later.
   *
   * @default - a sensitive output with `login_server`, `username` and `password`: its name is the construct's id or, below
   * other constructs, path and a hash
   */
  readonly keyVaultId?: string;

  /**
   * What the names of the two secrets begin with; `-username` and `-password` follow.
   *
   * @default - the name of the token in its first generation
   */
  readonly secretName?: string;

  /** The azurerm provider of the key vault, which may be in a subscription or tenant of the customer. @default - that of the registry */
  readonly keyVaultProvider?: TerraformProvider;
}

const SECRET_NAME = { ...RULES.keyVaultSecretName, repair: "set a secretName of at most 118 letters, digits and '-'" };

/**
 * A customer who may pull some repositories from clusters of their own: a `RegistryToken` that expires, and whose password
 * is handed over in a key vault or by a sensitive output. Whoever is removed from the code loses token, password and
 * secrets, and nobody else's change.
 *
 * The passwords of the generations that exist are in the state. In the key vault are those of the newest one, and the plan
 * that replaces the password writes it there, too. Reading them is up to the customer: with `fromKeyVaultSecret` of
 * `RegistryCredentials`, for example.
 *
 * @experimental
 * @example
 * new CustomerAccess(this, "fabrikam", {
 *   registry,
 *   repositories: ["product/*"],
 *   expiry: "2027-06-30T00:00:00Z",
 *   keyVaultId:
 *     "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/fabrikam/providers/Microsoft.KeyVault/vaults/fabrikam",
 * });
 */
export class CustomerAccess extends RegistryToken {
  /**
   * @throws if a name, a repository, the key vault id, a generation or the expiry breaks the rules of Azure, or if the
   * registry's tier has too few tokens
   */
  constructor(scope: Construct, id: string, props: CustomerAccessProps) {
    super(scope, id, props);
    const rules = new Rules(this);
    props = rules.props(props, "CustomerAccessProps");
    const { keyVaultId, expiry } = props;
    checkExpiry(rules, expiry);
    // Null is none, and Azure would answer another time zone with UTC, which is a change in every plan.
    rules.that(Token.isUnresolved(expiry) ? Fn.can(Fn.regex("Z$", operand(expiry))) : true, {
      property: "expiry",
      must: "be a time in UTC, since a customer's password expires",
      repair: "set a time, such as 2027-01-31T00:00:00Z",
      see: "expiry",
    });
    if (keyVaultId === undefined) {
      for (const property of ["secretName", "keyVaultProvider"] as const) {
        const repair = "also set keyVaultId";
        rules.that(props[property] === undefined, { property, must: "be left out without keyVaultId", repair });
      }
      this.putOut();
    } else {
      this.writeTo(keyVaultId, rules, props);
    }
    const token = this.node.defaultChild;
    if (TerraformResource.isTerraformResource(token)) {
      token.lifecycle = rules.lifecycle(token.lifecycle);
    }
  }

  private putOut(): void {
    const { loginServer: login_server, username, password } = this;
    const value = { login_server, username, password };
    const { friendlyUniqueId: got } = new TerraformOutput(this, "Default", { value, sensitive: true });
    // cdktf leaves some characters of ids out, and merges outputs of one name: a customer would get another's password.
    claim(this, `output ${got}`, (first) => ({
      property: "id",
      must: `give an output of its own, but '${first.node.path}' uses it already`,
      got,
      repair: "choose ids that differ in letters and digits, or set keyVaultId",
      see: "names-in-use",
    }));
  }

  private writeTo(keyVaultId: string, rules: Rules, props: CustomerAccessProps): void {
    const provider = props.keyVaultProvider ?? props.registry.provider;
    const secretName = props.secretName ?? props.tokenName ?? this.node.id;
    rules.text("keyVaultId", keyVaultId, RULES.keyVaultId);
    for (const name of [secretName, `${secretName}-username`]) {
      rules.text("secretName", name, SECRET_NAME, { atPlan: "left to azurerm" });
    }
    const subscription = statedByProvider(this, "azurerm", "subscriptionIdInput", provider) ?? segmentOf(keyVaultId, 2);
    rules.that(
      Token.isUnresolved([keyVaultId, subscription]) || isSameText(this, segmentOf(keyVaultId, 2), subscription),
      {
        property: "keyVaultId",
        must: "be in the subscription of the provider, since azurerm loses track of secrets in others",
        got: keyVaultId,
        repair: "pass a keyVaultProvider with that subscription",
      },
    );
    this.claimSecret(keyVaultId, secretName);
    const { KeyVaultSecret } = bindings();
    for (const [part, value] of Object.entries({ username: this.username, password: this.password })) {
      const secret = new KeyVaultSecret(this, part === "username" ? "Username" : "Password", {
        name: `${secretName}-${part}`,
        keyVaultId,
        valueWo: value,
        valueWoVersion: revisionOf(value),
        expirationDate: props.expiry,
        provider,
      });
      leaveIfUnstated(secret, ["content_type", "not_before_date", "tags"]);
      allowWriteOnly(secret);
    }
  }

  private claimSecret(keyVaultId: string, secretName: string): void {
    claim(this, `secret ${sameCase(this, secretName)} of ${sameCase(this, keyVaultId)}`, (first) => ({
      property: "secretName",
      must: `be unique in the key vault, but '${first.node.path}' uses it already`,
      got: expressionOf(this, secretName),
      repair: "set another secretName",
      see: "names-in-use",
    }));
  }
}

/**
 * Terraform does not see a change of a write-only value, so it compares a number that follows from it, whoever replaced the
 * password. 28 bits of its digest tell nothing about it.
 */
function revisionOf(value: string): number {
  return Token.asNumber(Fn.parseint(Fn.substr(Fn.sha256(value), 0, 7), 16));
}
