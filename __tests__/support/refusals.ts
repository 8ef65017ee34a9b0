import { ContainerRegistry as BareRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import type { TerraformStack } from "cdktf";
import {
  AksCluster,
  type AksClusterProps,
  ContainerRegistry,
  type ContainerRegistryProps,
  ContainerRegistrySku,
  DefaultServiceAccount,
  type DefaultServiceAccountProps,
  PullIdentityConsumer,
  ServiceAccount,
  type ServiceAccountProps,
} from "../../src";
import { KnownIdentity } from "./known-identity";
import { complaint, type emptyApp, emptyStack, validationErrors } from "./stack";
import { CLIENT_ID, identityId, KEY_VAULT_ID, LOGIN_SERVER, OBJECT_ID } from "./values";

// What is wrong by its type, empty or of another type, is tried in every place by `sweeps/inputs.test.ts`. Here is what is
// wrong by its content: one row for each property that has a rule, and for each sentence with a repair of its own.

/** The property that the sentence names, what is passed, and what the sentence says to do. */
export type Row<Props> = readonly [string, Partial<Props> | ((stack: TerraformStack) => Partial<Props>), string?];

export interface Wrong {
  readonly construct: string;
  readonly property: string;
  readonly repair: string;
  write(stack: TerraformStack): unknown;
}

export function table<Props>(
  construct: string,
  make: (stack: TerraformStack, props: Partial<Props>) => unknown,
  rows: readonly Row<Props>[],
): Wrong[] {
  return rows.map(([property, wrong, repair = ""]) => {
    const write = (stack: TerraformStack) => make(stack, typeof wrong === "function" ? wrong(stack) : wrong);
    return { construct, property, repair, write };
  });
}

/** A value as programs without types pass it. */
export const untyped = (value: unknown): never => value as never;

export const PLACE = { resourceGroupName: "rg", location: "westeurope" };
export const ISSUER = "https://oidc.contoso.com/prod";
export const SUBJECTS = [{ namespaceName: "apps", serviceAccountName: "app" }];
export const subjects = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ namespaceName: "shop", serviceAccountName: `app-${index}` }));
export const IDENTITY = { identityId: identityId("pull"), clientId: CLIENT_ID, principalId: OBJECT_ID, tenantId: OBJECT_ID };
export const VAULT = { keyVaultId: KEY_VAULT_ID, usernameSecretName: "username", passwordSecretName: "password" };
export const LOGIN = { loginServer: LOGIN_SERVER, username: "puller", password: "secret" };
export const IMAGE = `${LOGIN_SERVER}/team/app:1`;

export const clusterIn = (stack: TerraformStack, clusterName = "prod") =>
  AksCluster.fromLookup(stack, clusterName, { clusterName, resourceGroupName: "rg" });
export const newCluster = (stack: TerraformStack, props: Partial<AksClusterProps> = {}) =>
  new AksCluster(stack, "aks", { ...PLACE, clusterName: "prod", ...props });
export const newRegistry = (stack: TerraformStack, props: Partial<ContainerRegistryProps> = {}) =>
  new ContainerRegistry(stack, "acr", { ...PLACE, registryName: "contoso", sku: ContainerRegistrySku.PREMIUM, ...props });
export const bareRegistry = (stack: TerraformStack) =>
  new BareRegistry(stack, "bare", { ...PLACE, name: "contoso", sku: "Premium" });
export const known = (stack: TerraformStack, subjects = SUBJECTS, consumer = PullIdentityConsumer.KUBELET) =>
  new KnownIdentity(stack, "identity", subjects, consumer);
export const another = (stack: TerraformStack) => emptyStack(stack.node.root as ReturnType<typeof emptyApp>, "another");
export const accountOf = (stack: TerraformStack, props: ServiceAccountProps) => new ServiceAccount(stack, "app", props);
export const patchOf = (stack: TerraformStack, props: DefaultServiceAccountProps) =>
  new DefaultServiceAccount(stack, "default", props);

/** The sentence of this package: thrown, or from the validation of a synth. */
function sentenceOf(write: (stack: TerraformStack) => unknown): string {
  const stack = emptyStack();
  try {
    write(stack);
  } catch (error) {
    return String(error);
  }
  return validationErrors(stack).join("\n");
}

/** Each value is refused in a sentence about its property that says what to do. */
export function areRefused(rows: readonly Wrong[]): void {
  test.each(rows)("$construct: the sentence is about $property, and says what to do: $repair", ({ write, property, repair }) => {
    const { source } = complaint(property, repair);
    expect(sentenceOf(write)).toMatch(new RegExp(`^(Error: )?(\\[[^\\]]+\\]|\\w+[.]\\w+:) ${source}`, "s"));
  });
}
