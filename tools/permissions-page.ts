import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TerraformStack } from "cdktf";
import { emptyStack, type Json, render } from "../__tests__/support/stack";
import { KEY_VAULT_ID, LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../__tests__/support/values";
import {
  AksCluster,
  AksKubernetesProvider,
  AksPrincipal,
  ContainerRegistry,
  DefaultServiceAccount,
  ImagePullSecret,
  PullCheck,
  PullRoleAssignment,
  RegistryCredentials,
  RegistryToken,
  ServiceAccount,
  ServicePrincipalCredentials,
} from "../src";
import { CREDENTIALS, PERMISSIONS, type Permission, ROLES } from "../src/catalogue/permissions";

const PLACE = { resourceGroupName: "rg", location: "westeurope" };

const registryOf = (stack: TerraformStack) =>
  ContainerRegistry.fromRegistryAttributes(stack, "acr", { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER });

const secretOf = (stack: TerraformStack) =>
  new ImagePullSecret(stack, "acr-pull", {
    credentials: [RegistryCredentials.fromPassword({ loginServer: LOGIN_SERVER, username: "puller", password: "example" })],
    namespaces: ["apps"],
  });

/** Each construct alone, as the page names it. What it is given comes from elsewhere and does not count. */
const CONSTRUCTS: Record<string, (stack: TerraformStack) => void> = {
  "new ContainerRegistry": (stack) => new ContainerRegistry(stack, "acr", { registryName: "contoso", ...PLACE }),
  "ContainerRegistry.fromLookup": (stack) =>
    ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg" }),
  "new AksCluster": (stack) => new AksCluster(stack, "aks", { clusterName: "prod", ...PLACE }),
  "AksCluster.fromLookup": (stack) => AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg" }),
  "AksCluster.fromLookup, on a service principal": (stack) =>
    AksCluster.fromLookup(stack, "aks", {
      clusterName: "prod",
      resourceGroupName: "rg",
      principal: AksPrincipal.SERVICE_PRINCIPAL,
    }).kubeletObjectId,
  "grantPull, PullRoleAssignment": (stack) =>
    new PullRoleAssignment(stack, "pull", { registryId: REGISTRY_ID, principalObjectId: OBJECT_ID }),
  AksKubernetesProvider: (stack) =>
    new AksKubernetesProvider(stack, "kubernetes-aks", {
      cluster: AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg" }),
      alias: "aks",
    }),
  adminCredentials: (stack) =>
    ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg" }).adminCredentials(),
  ServicePrincipalCredentials: (stack) => new ServicePrincipalCredentials(stack, "puller", { registry: registryOf(stack) }),
  RegistryToken: (stack) => new RegistryToken(stack, "pull-token", { registry: registryOf(stack), repositories: ["*"] }),
  "RegistryCredentials.fromKeyVaultSecret": (stack) =>
    RegistryCredentials.fromKeyVaultSecret(stack, "vault", {
      loginServer: LOGIN_SERVER,
      keyVaultId: KEY_VAULT_ID,
      usernameSecretName: "username",
      passwordSecretName: "password",
    }),
  ImagePullSecret: (stack) => secretOf(stack),
  "ServiceAccount, without its secrets": (stack) => new ServiceAccount(stack, "app", { imagePullSecrets: [secretOf(stack)] }),
  "DefaultServiceAccount, without its secrets": (stack) =>
    new DefaultServiceAccount(stack, "default", { imagePullSecrets: [secretOf(stack)] }),
  PullCheck: (stack) => new PullCheck(stack, "check", { image: `${LOGIN_SERVER}/team/app:1`, namespaces: ["apps"] }),
};

/** The kinds of block in a stack's JSON, as `PERMISSIONS` names them. */
export function kindsOf(json: Json): string[] {
  const of = (section: string, prefix: string) => Object.keys(json[section] ?? {}).map((type) => prefix + type);
  return [...of("data", "data."), ...of("ephemeral", "ephemeral."), ...of("resource", "")];
}

export function permissionsPage(): string {
  const rows = Object.entries(CONSTRUCTS).map(([name, build]) => {
    const stack = emptyStack();
    build(stack);
    const own = kindsOf(render(stack)).filter(
      (kind) => !(name.endsWith("without its secrets") && kind === "kubernetes_secret_v1"),
    );
    return `| ${name} | ${own.map((kind) => `\`${kind}\``).join("<br>")} |`;
  });
  const roles = Object.entries(ROLES).map(
    ([name, { actions, dataActions = [], note = "" }]) =>
      `| ${name} | ${code([...actions, ...dataActions.map((action) => `${action} (data)`)])} | ${note} |`,
  );
  return `# Permissions

What the identity that applies must be allowed to do, and what the credentials that come out may do. This page is made from
\`src/catalogue/permissions.ts\` and from what each construct synthesizes: \`npm run docs\`.

## By construct

| Construct | Blocks |
| --- | --- |
${rows.join("\n")}

\`ContainerRegistry.fromRegistryAttributes\`, \`AksCluster.fromClusterAttributes\` and \`RegistryCredentials.fromPassword\` make and read nothing.

## By block

\`write\` is needed to make and to change, \`delete\` to destroy. A plan needs what reads alone.

| Block | Azure actions | On | Microsoft Graph | Kubernetes, in each namespace | |
| --- | --- | --- | --- | --- | --- |
${Object.entries(PERMISSIONS)
  .map(([kind, permission]) => blockRow(kind, permission))
  .join("\n")}

## What the credentials may do

| Role | Actions | Reach |
| --- | --- | --- |
${roles.join("\n")}

| Credential | May |
| --- | --- |
${Object.entries(CREDENTIALS)
  .map(([name, rights]) => `| ${name} | ${rights} |`)
  .join("\n")}
`;
}

function blockRow(
  kind: string,
  { azure = [], azureData = [], on = "", graph = [], kubernetes = [], note = "" }: Permission,
): string {
  const actions = code([...azure, ...azureData.map((action) => `${action} (data)`)]);
  return `| \`${kind}\` | ${[actions, on, code(graph), kubernetes.join("<br>"), note].join(" | ")} |`;
}

function code(texts: readonly string[]): string {
  return texts.map((text) => text.replace(/^\S+/, "`$&`")).join("<br>");
}

if (require.main === module) {
  writeFileSync(join(__dirname, "../PERMISSIONS.md"), permissionsPage());
}
