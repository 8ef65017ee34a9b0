import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { App, Token } from "cdktf";
import { cdktfOut, inFolder, stackFolder, writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { handOff } from "../../packages/terraform-stack-tools/src/hand-off";
import { Plan, planMatchers } from "../../packages/terraform-stack-tools/src/plan";
import { initializedFolder } from "../../packages/terraform-stack-tools/src/providers/initialized-folder";
import { terraformBinary } from "../../packages/terraform-stack-tools/src/providers/terraform-binary";
import {
  ERROR_TOPICS as TOOL_TOPICS,
  type ErrorTopic as ToolTopic,
} from "../../packages/terraform-stack-tools/src/shared/refusal";
import {
  AksAutomaticCluster,
  AksCluster,
  AksIdentityType,
  AksNodeImageUpgradeChannel,
  AksPrincipal,
  AksServiceAccountImagePull,
  AksUpgradeChannel,
  AzureCloud,
  ContainerRegistry,
  ContainerRegistrySku,
  DefaultServiceAccount,
  DomainNameLabelScope,
  ImagePullSecret,
  PullCheck,
  PullIdentity,
  PullRoleAssignment,
  PullSecretPolicy,
  PullSecretPolicyMode,
  RegistryCacheIdentity,
  RegistryCredentials,
  RegistryPermissionMode,
  RegistryToken,
  ServiceAccount,
} from "../../src";
import { type ErrorTopic as ConstructTopic, ERROR_TOPICS } from "../../src/private/error-topics";
import { lazy } from "../../src/private/lazy";
import { edgeProvider, knownCluster, knownRegistry, LITERAL, pullSecret, registryOf } from "../support/builders";
import { readPage } from "../support/pages";
import { SCENARIOS } from "../support/scenarios";
import { emptyApp, emptyStack, listVariable, render, stackOf, validationErrors, variable, warnings } from "../support/stack";
import { CLIENT_ID, identityId, KEY_VAULT_ID, networkId, OBJECT_ID, REGISTRY_ID, subnetId, zoneId } from "../support/values";

const { repository } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"));

/** Where readers who have no clone can follow it. */
const PAGE = `${repository.url.replace(/\.git$/, "")}/blob/main/docs/errors.md`;

/** Those of the constructs, then those of the tools. */
const TOPICS = [...ERROR_TOPICS, ...TOOL_TOPICS];

/** The entries of the page by their anchor: the texts in the heading and after "Also:". */
const entries = new Map(
  readPage("docs/errors.md")
    .text.split('<a id="')
    .slice(1)
    .map((entry) => {
      const head = entry.split("\n\n").filter((paragraph) => /^(### |Also: )/.test(paragraph));
      const texts = [...head.join("\n").matchAll(/`([^`]+)`/g)].map(([, text]) => text);
      return [entry.slice(0, entry.indexOf('"')), texts];
    }),
);

test("the page has an entry for each topic of the sources, and no other", () => {
  expect([...entries.keys()]).toEqual(TOPICS);
});

/** The message of what an action throws. */
function thrown(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("nothing was thrown");
}

type Stack = ReturnType<typeof emptyStack>;

const constructing = (build: (stack: Stack) => unknown) => thrown(() => build(emptyStack()));

const validating = (build: (stack: Stack) => unknown) => {
  const stack = emptyStack();
  build(stack);
  return validationErrors(stack).join("\n");
};

const warning = (build: (stack: Stack) => unknown) => {
  const stack = emptyStack();
  build(stack);
  return warnings(stack).join("\n");
};

/** The messages of the conditions in a stack's JSON. Those of a variable are the user's own. */
function messagesIn(stack: Stack): string[] {
  const messages: string[] = [];
  JSON.stringify(render(stack), (key, value) => {
    if (key === "error_message") {
      messages.push(value);
    }
    return key === "variable" ? undefined : value;
  });
  return messages;
}

const conditions = (build: (stack: Stack) => unknown): string[] => {
  const stack = emptyStack();
  build(stack);
  return messagesIn(stack);
};

const REGISTRY = { registryName: "contoso", resourceGroupName: "rg", location: "westeurope" };
const ASSIGNMENT = `${REGISTRY_ID}/providers/Microsoft.Authorization/roleAssignments/${OBJECT_ID}`;
const ABAC = RegistryPermissionMode.ABAC;

const lookedUp = (stack: Stack, principal?: AksPrincipal) =>
  AksCluster.fromLookup(stack, "aks", { clusterName: "aks", resourceGroupName: "rg", principal });

const fromVault = (stack: Stack) =>
  RegistryCredentials.fromKeyVaultSecret(stack, "vault", {
    loginServer: "contoso.azurecr.io",
    keyVaultId: KEY_VAULT_ID,
    usernameSecretName: "user",
    passwordSecretName: "password",
  });

const PLACE = { resourceGroupName: "rg", location: "westeurope" };
const SUBNET = subnetId("prod");
const ENDPOINT = { subnetId: SUBNET, location: "westeurope" };
const SUBJECTS = [{ namespace: "shop", serviceAccount: "app" }];
const ISSUER = "https://oidc.contoso.com/prod";
const isolated = (stack: Stack, props: object, provider?: AzurermProvider) => {
  const networkIsolated = () => ({ registry: knownRegistry(stack, { provider }), subnetId: SUBNET });
  const isolation = "networkIsolated" in props ? {} : { networkIsolated: networkIsolated() };
  return new AksCluster(stack, "aks", { ...PLACE, clusterName: "prod", ...isolation, ...props });
};
const GRANT = { registryId: REGISTRY_ID, principalObjectId: OBJECT_ID };

const NODES = { kubeletIdentity: { identityId: identityId("nodes"), clientId: CLIENT_ID, principalId: OBJECT_ID } };

/** An isolated cluster that is told what its identity has already: by default, a grant of this stack. */
const granting = (
  { registryId = REGISTRY_ID, ...options }: { registryId?: string; pullGranted?: boolean; pullGrant?: PullRoleAssignment },
  props = {},
  isElsewhere = false,
) =>
  constructing((stack) => {
    const pullGrant = new PullRoleAssignment(stack, "grant", { ...GRANT, registryId });
    const given = isElsewhere ? { pullGranted: true } : { pullGrant };
    const networkIsolated = { registry: knownRegistry(stack), subnetId: SUBNET, ...given, ...options };
    isolated(stack, { ...props, networkIsolated });
  });

const inject = (stack: Stack, kubernetesVersion?: string) =>
  new PullSecretPolicy(stack, "policy", {
    mode: PullSecretPolicyMode.INJECT,
    imagePullSecret: pullSecret(stack),
    kubernetesVersion,
  });

/** Handing over one stack into a folder that holds something already. */
function handedOver(before: (folder: string) => void, format: "hcl" | "json" = "json", stack: object = { resource: {} }) {
  return inFolder((folder) => {
    before(folder);
    const input = stackFolder(folder, stack as never);
    return thrown(() => handOff({ input, out: `${folder}/out`, format }));
  });
}

/** What users do to get each error, at least once for each text of its entry. */
const PROVOKED: Record<ConstructTopic | ToolTopic, () => readonly string[]> = {
  "property-rules": () => [
    constructing((stack) => pullSecret(stack, "secret", { namespaces: ["Apps"] })),
    thrown(() => RegistryCredentials.fromPassword({ ...LITERAL, username: "a:b" })),
    ...conditions((stack) => pullSecret(stack, "secret", { namespaces: [variable(stack, "namespace")] })),
  ],
  "known-at-synth": () => [
    constructing(
      (stack) => new RegistryToken(stack, "pull-token", { registry: registryOf(stack), repositories: listVariable(stack, "r") }),
    ),
    constructing(
      (stack) => new ContainerRegistry(stack, "acr", { ...REGISTRY, preventDestroy: Token.asAny("${var.x}") as never }),
    ),
  ],
  "one-cdk": () => [
    thrown(
      () => new ContainerRegistry(stackOf("cdkxx"), "acr", { registryName: "contoso", resourceGroupName: "rg", location: "we" }),
    ),
  ],
  "missing-provider": () => [thrown(lazy(() => require("@cdktf/provider-missing/lib/role-assignment")))],
  "repositories-in-rbac-mode": () => [
    constructing((stack) => new PullRoleAssignment(stack, "pull", { ...GRANT, repositories: ["team/app"] })),
    warning((stack) => {
      const registry = knownRegistry(stack, { permissionMode: RegistryPermissionMode.MIGRATING });
      registry.grantPull(knownCluster(stack), { repositories: ["team/app"] });
    }),
  ],
  "abac-stages": () => [
    ...[RegistryPermissionMode.MIGRATING, RegistryPermissionMode.SWITCHING, RegistryPermissionMode.REMOVING, ABAC].flatMap(
      (mode) =>
        conditions((stack) => {
          const found = { registryName: "contoso", resourceGroupName: "rg", permissionMode: mode };
          ContainerRegistry.fromLookup(stack, "acr", found).grantPull(knownCluster(stack));
        }),
    ),
    ...conditions((stack) => {
      const domainNameLabelScope = DomainNameLabelScope.TENANT_REUSE;
      ContainerRegistry.withDomainNameLabel(stack, "acr", { ...REGISTRY, domainNameLabelScope, permissionMode: ABAC });
    }),
  ],
  "one-grant-for-each-identity": () => [
    validating((stack) => {
      const cluster = knownCluster(stack);
      registryOf(stack, "one").grantPull(cluster);
      registryOf(stack, "two").grantPull(cluster);
    }),
    validating((stack) => {
      const registry = registryOf(stack);
      for (const id of ["one", "two"]) {
        registry.grantPull(AksCluster.fromLookup(stack, id, { clusterName: "prod", resourceGroupName: "rg" }));
      }
    }),
  ],
  "repeated-grant": () => [
    constructing((stack) => {
      const [registry, cluster] = [knownRegistry(stack, { permissionMode: ABAC }), knownCluster(stack)];
      registry.grantPull(cluster, { repositories: ["team/app"] });
      registry.grantPull(cluster);
    }),
    constructing((stack) => {
      const [registry, cluster] = [knownRegistry(stack), knownCluster(stack)];
      registry.grantPull(cluster);
      registry.grantPull(cluster, { existingRoleAssignmentId: ASSIGNMENT });
    }),
    thrown(() => {
      const app = new App({ outdir: emptyApp().outdir });
      const [one, two] = [emptyStack(app, "one"), emptyStack(app, "two")];
      const cluster = knownCluster(one);
      knownRegistry(one).grantPull(cluster);
      registryOf(two).grantPull(cluster);
    }),
  ],
  "existing-role-assignment": () => [
    constructing((stack) => {
      const registryId = REGISTRY_ID.replace(/\w+$/, "another");
      new PullRoleAssignment(stack, "pull", { ...GRANT, registryId, existingRoleAssignmentId: ASSIGNMENT });
    }),
    constructing((stack) => {
      const forEach = { _getForEachExpression: () => "" } as never;
      new PullRoleAssignment(stack, "pull", { ...GRANT, forEach, existingRoleAssignmentId: ASSIGNMENT });
    }),
  ],
  "moved-from": () => [
    constructing((stack) => new PullRoleAssignment(stack, "pull", { ...GRANT, movedFrom: "/pull" })),
    validating((stack) => {
      for (const id of ["pull", "pull-again"]) {
        new PullRoleAssignment(stack, id, { ...GRANT, movedFrom: "old" });
      }
    }),
  ],
  "registry-tier": () => [
    constructing((stack) => new ContainerRegistry(stack, "acr", { ...REGISTRY, untaggedRetentionDays: 7 })),
    constructing((stack) => {
      const basic = { ...REGISTRY, sku: ContainerRegistrySku.BASIC, anonymousPullEnabled: true };
      new ContainerRegistry(stack, "acr", basic);
    }),
    constructing((stack) => new ContainerRegistry(stack, "acr", REGISTRY).privateEndpoint({ subnetId: SUBNET })),
  ],
  "admin-account": () => [
    constructing((stack) => knownRegistry(stack).adminCredentials()),
    constructing((stack) => new ContainerRegistry(stack, "acr", { ...REGISTRY, adminEnabled: false }).adminCredentials()),
    warning((stack) => new ContainerRegistry(stack, "acr", { ...REGISTRY, adminEnabled: true })),
    ...conditions((stack) => registryOf(stack).adminCredentials()),
  ],
  "token-limits": () => [
    constructing((stack) => {
      const registry = new ContainerRegistry(stack, "acr", { ...REGISTRY, sku: ContainerRegistrySku.BASIC });
      for (let count = 0; count < 26; count++) {
        new RegistryToken(stack, `token-${count}`, { registry, repositories: ["*"], generation: 2 });
      }
    }),
    constructing((stack) => {
      const repositories = Array.from({ length: 251 }, (_, index) => `app-${index}`);
      new RegistryToken(stack, "token", { registry: registryOf(stack), repositories });
    }),
  ],
  "token-names": () => [
    validating((stack) => {
      const registry = registryOf(stack);
      new RegistryToken(stack, "pull-7", { registry, repositories: ["*"] });
      new RegistryToken(stack, "puller", { registry, repositories: ["*"], tokenName: "pull-7" });
    }),
  ],
  expiry: () =>
    conditions((stack) => new RegistryToken(stack, "pull-token", { registry: registryOf(stack), repositories: ["*"] })),
  "another-stack": () => {
    const app = emptyApp();
    const [one, two] = [emptyStack(app, "one"), emptyStack(app, "two")];
    const token = new RegistryToken(one, "pull-token", { registry: registryOf(one), repositories: ["*"] });
    registryOf(one, "other").grantPull(knownCluster(two));
    return [
      thrown(() => new ServiceAccount(two, "app", { imagePullSecrets: [pullSecret(one)] })),
      thrown(() => pullSecret(two, "secret", { credentials: [token] })),
      warnings(two).join("\n"),
    ];
  },
  "names-in-use": () => [
    validating((stack) => {
      for (const id of ["one", "two"]) {
        new ContainerRegistry(stack, id, REGISTRY);
        new AksCluster(stack, `cluster-${id}`, { ...PLACE, clusterName: "prod" });
      }
    }),
    validating((stack) => {
      pullSecret(stack, "one", { secretName: "pull" });
      pullSecret(stack, "two", { secretName: "pull" });
    }),
    validating((stack) => {
      for (const id of ["one", "two"]) {
        const imagePullSecret = pullSecret(stack, `secret-${id}`);
        new PullSecretPolicy(stack, id, { mode: PullSecretPolicyMode.DEMAND, imagePullSecret, policyName: "pull" });
      }
    }),
    validating((stack) => {
      for (const id of ["one", "two"]) {
        new PullIdentity(stack, id, { ...PLACE, issuerUrl: ISSUER, subjects: SUBJECTS, identityName: "shop" });
      }
    }),
  ],
  "key-vault-secrets": () => [
    constructing((stack) =>
      pullSecret(stack, "secret", { credentials: [fromVault(stack), { ...LITERAL, loginServer: "b.azurecr.io" }] }),
    ),
    constructing((stack) => {
      fromVault(stack);
      stack.toHclTerraform();
    }),
  ],
  "literal-password": () => [warning(pullSecret)],
  "default-service-account": () => [
    constructing((stack) => new ServiceAccount(stack, "default", { imagePullSecrets: [pullSecret(stack)] })),
    validating((stack) => {
      const imagePullSecrets = [pullSecret(stack)];
      new DefaultServiceAccount(stack, "one", { imagePullSecrets });
      new DefaultServiceAccount(stack, "two", { imagePullSecrets });
    }),
  ],
  "pull-secrets-together": () => [
    constructing((stack) => {
      const imagePullSecrets = [pullSecret(stack, "one"), pullSecret(stack, "two", { namespaces: ["jobs"] })];
      new ServiceAccount(stack, "app", { imagePullSecrets });
    }),
    constructing((stack) => {
      const imagePullSecrets = [pullSecret(stack, "one"), pullSecret(stack, "two", { provider: edgeProvider(stack) })];
      new ServiceAccount(stack, "app", { imagePullSecrets });
    }),
    constructing((stack) => new ServiceAccount(stack, "app", { imagePullSecrets: [pullSecret(stack)], namespaces: ["jobs"] })),
    constructing(
      (stack) => new ServiceAccount(stack, "app", { imagePullSecrets: [pullSecret(stack)], provider: edgeProvider(stack) }),
    ),
  ],
  "image-without-credentials": () => [
    constructing(
      (stack) => new PullCheck(stack, "check", { image: "b.azurecr.io/app:1", imagePullSecrets: [pullSecret(stack)] }),
    ),
  ],
  "pull-identity-issuer": () => [
    constructing((stack) => new PullIdentity(stack, "shop", { ...PLACE, subjects: SUBJECTS })),
    constructing(
      (stack) => new PullIdentity(stack, "shop", { ...PLACE, subjects: SUBJECTS, issuerUrl: "https://kubernetes.default.svc" }),
    ),
    constructing((stack) => {
      const issuers = { issuerUrl: ISSUER, issuerUrls: { again: ISSUER } };
      new PullIdentity(stack, "shop", { ...PLACE, subjects: SUBJECTS, ...issuers });
    }),
    ...conditions((stack) => lookedUp(stack).oidcIssuerUrl),
  ],
  "pull-identity-limits": () => [
    constructing((stack) => {
      const subjects = Array.from({ length: 21 }, (_, index) => ({ namespace: "shop", serviceAccount: `app-${index}` }));
      new PullIdentity(stack, "shop", { ...PLACE, issuerUrl: ISSUER, subjects });
    }),
    constructing((stack) => {
      const subjects = [{ namespace: "shop", serviceAccount: "a".repeat(120) }];
      new PullIdentity(stack, "shop", { ...PLACE, issuerUrl: ISSUER, subjects });
    }),
  ],
  "pull-identity-subjects": () => [
    constructing((stack) => {
      const pullIdentity = new PullIdentity(stack, "shop", { ...PLACE, issuerUrl: ISSUER, subjects: SUBJECTS });
      new ServiceAccount(stack, "web", { namespaces: ["shop"], pullIdentity });
    }),
  ],
  "identity-bindings": () => [
    constructing((stack) => {
      const cluster = new AksAutomaticCluster(stack, "aks", { ...PLACE, clusterName: "prod" });
      new PullIdentity(stack, "shop", { ...PLACE, cluster, subjects: SUBJECTS });
    }),
  ],
  "service-account-image-pull": () => [
    constructing((stack) => new AksServiceAccountImagePull(stack, "pull", { cluster: lookedUp(stack), previewEnabled: true })),
    constructing((stack) => {
      const defaultIdentity = { identityId: identityId("nodes"), clientId: CLIENT_ID, principalId: OBJECT_ID };
      new AksServiceAccountImagePull(stack, "pull", { cluster: lookedUp(stack), defaultIdentity });
    }),
    validating((stack) => {
      const cluster = lookedUp(stack);
      new AksServiceAccountImagePull(stack, "pull", { cluster });
      new AksServiceAccountImagePull(stack, "pull-again", { cluster });
    }),
  ],
  "policy-versions": () => [
    ...["1.35", undefined].map((kubernetesVersion) => constructing((stack) => inject(stack, kubernetesVersion))),
    ...conditions((stack) => inject(stack, variable(stack, "kubernetes_version"))),
    constructing(
      (stack) =>
        new PullSecretPolicy(stack, "policy", {
          mode: PullSecretPolicyMode.DEMAND,
          imagePullSecret: pullSecret(stack),
          kubernetesVersion: "1.29",
        }),
    ),
  ],
  "exempt-namespaces": () => [
    warning((stack) => {
      const credentials = [registryOf(stack).adminCredentials()];
      const imagePullSecret = new ImagePullSecret(stack, "pull", { credentials, namespaces: ["apps", "kube-system"] });
      new PullSecretPolicy(stack, "policy", { mode: PullSecretPolicyMode.DEMAND, imagePullSecret });
    })
      .split("\n")
      .filter((text) => text.includes("policy"))
      .join(),
    constructing((stack) => {
      const imagePullSecret = pullSecret(stack, "secret", { namespaces: ["kube-system"] });
      new PullSecretPolicy(stack, "policy", { mode: PullSecretPolicyMode.DEMAND, imagePullSecret });
    }),
  ],
  "existing-cluster": () => [
    ...conditions((stack) => knownRegistry(stack).grantPull(lookedUp(stack))),
    ...conditions((stack) => knownRegistry(stack).grantPull(lookedUp(stack, AksPrincipal.SERVICE_PRINCIPAL))),
    ...conditions((stack) => lookedUp(stack).apiServerUrl),
  ],
  "versions-of-channels": () => [
    warning((stack) => {
      const upgrades = { channel: AksUpgradeChannel.PATCH };
      new AksCluster(stack, "aks", { ...PLACE, clusterName: "prod", kubernetesVersion: "1.33.5", upgrades });
    }),
  ],
  "provider-generation": () => [
    validating((stack) => AksAutomaticCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg" })),
  ],
  "object-ids": () => [
    constructing((stack) => knownCluster(stack, "aks", "msi")),
    ...conditions((stack) => new PullRoleAssignment(stack, "pull", { ...GRANT, principalObjectId: variable(stack, "id") })),
  ],
  "login-servers": () => [
    thrown(() =>
      RegistryCredentials.fromPassword({ loginServer: "https://contoso.azurecr.io", username: CLIENT_ID, password: "x" }),
    ),
    constructing((stack) => new PullCheck(stack, "check", { image: "team/app:1", namespaces: ["apps"] })),
    thrown(() => RegistryCredentials.fromPassword({ ...LITERAL, additionalLoginServers: ["https://mirror.corp.example"] })),
  ],
  "network-isolation": () => [
    constructing((stack) => isolated(stack, { identityType: AksIdentityType.SYSTEM_ASSIGNED })),
    constructing((stack) => isolated(stack, { apiServerAccess: { authorizedIpRanges: ["203.0.113.7"] } })),
    constructing((stack) => isolated(stack, { upgrades: { nodeImageChannel: AksNodeImageUpgradeChannel.UNMANAGED } })),
    constructing((stack) => isolated(stack, {}, new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] }))),
    constructing((stack) => {
      const registry = knownRegistry(stack);
      registry.privateEndpoint(ENDPOINT);
      isolated(stack, { networkIsolated: { registry, subnetId: SUBNET } });
    }),
    constructing((stack) => isolated(stack, { networkIsolated: { registry: knownRegistry(emptyStack()), subnetId: SUBNET } })),
    constructing((stack) => {
      const privateEndpoint = knownRegistry(emptyStack()).privateEndpoint(ENDPOINT);
      isolated(stack, { networkIsolated: { registry: knownRegistry(stack), subnetId: SUBNET, privateEndpoint } });
    }),
    constructing((stack) => {
      const sku = ContainerRegistrySku.PREMIUM;
      const registry = new ContainerRegistry(stack, "closed", { ...REGISTRY, sku, armTokensAllowed: false });
      isolated(stack, { networkIsolated: { registry, subnetId: SUBNET } });
    }),
    constructing((stack) => {
      const privateEndpoint = registryOf(stack, "other", "fabrikam").privateEndpoint({ subnetId: SUBNET });
      isolated(stack, { networkIsolated: { registry: knownRegistry(stack), subnetId: SUBNET, privateEndpoint } });
    }),
    granting({}),
    granting({}, {}, true),
    granting({ pullGranted: true }, NODES),
    granting({ pullGrant: new PullRoleAssignment(emptyStack(), "grant", GRANT) }, NODES),
    granting({}, { kubeletIdentity: { ...NODES.kubeletIdentity, principalId: CLIENT_ID } }),
    granting({ registryId: REGISTRY_ID.replace(/\w+$/, "fabrikam") }, NODES),
  ],
  "private-endpoints": () => [
    constructing((stack) => knownRegistry(stack).privateEndpoint({ subnetId: SUBNET })),
    constructing((stack) => knownRegistry(stack).privateEndpoint({ ...ENDPOINT, endpointName: "e" })),
    constructing((stack) => {
      const registry = knownRegistry(stack);
      registry.privateEndpoint(ENDPOINT);
      registry.privateEndpoint(ENDPOINT);
    }),
    constructing((stack) => knownRegistry(stack).privateEndpoint({ ...ENDPOINT, dns: { privateDnsZoneId: "azurecr.io" } })),
    validating((stack) => {
      const registry = knownRegistry(stack);
      const { privateDnsZoneId } = registry.privateEndpoint(ENDPOINT);
      registry.privateEndpoint({ ...ENDPOINT, endpointName: "edge", dns: { privateDnsZoneId, linkEnabled: false } });
    }),
    validating((stack) => {
      knownRegistry(stack).privateEndpoint(ENDPOINT);
      knownRegistry(stack, { registryId: REGISTRY_ID.replace(/\w+$/, "fabrikam") }, "two").privateEndpoint(ENDPOINT);
    }),
    ...[
      { resourceGroupName: "rg" },
      { cloud: AzureCloud.AZURE_CLOUD },
      { privateDnsZoneId: zoneId("rg", "privatelink.azurecr.us") },
    ].map((dns) =>
      constructing((stack) =>
        knownRegistry(stack).privateEndpoint({ ...ENDPOINT, dns: { privateDnsZoneId: zoneId("rg"), ...dns } }),
      ),
    ),
    constructing((stack) => {
      const dns = { linkedNetworks: { prod: networkId("edge") } };
      knownRegistry(stack).privateEndpoint({ ...ENDPOINT, dns });
    }),
    ...conditions((stack) => registryOf(stack).privateEndpoint(ENDPOINT)).filter((text) => text.includes("dns.cloud")),
  ],
  "cache-rules": () => {
    const hub = { upstream: "quay.io/contoso/*", repository: "quay-hub/*" };
    const vault = { keyVaultId: KEY_VAULT_ID, usernameSecretName: "username", passwordSecretName: "password" };
    return [
      constructing((stack) => registryOf(stack).cache({ upstream: "docker.io/library/*", repository: "docker-hub/*" })),
      constructing((stack) => registryOf(stack).cache({ upstream: "other.azurecr.io/*", repository: "other/*" })),
      constructing((stack) => registryOf(stack).cache({ ...hub, upstream: "mcr.microsoft.com/*", credentials: vault })),
      constructing((stack) => {
        const place = { resourceGroupName: "rg", location: "westeurope" };
        new RegistryCacheIdentity(stack, "cache", { upstreamRegistry: registryOf(stack), ...place });
      }),
      constructing((stack) => {
        const network = { publicNetworkAccessEnabled: false, trustedServicesAllowed: false };
        const place = { resourceGroupName: "rg", location: "westeurope", sku: ContainerRegistrySku.PREMIUM };
        new ContainerRegistry(stack, "closed", { registryName: "contoso", ...place, ...network }).cache(hub);
      }),
      constructing((stack) => registryOf(stack).cache({ ...hub, upstream: "nginx" })),
      constructing((stack) => registryOf(stack).cache({ ...hub, repository: "docker-hub" })),
      constructing((stack) => registryOf(stack).cache({ ...hub, cacheRuleName: "hub" })),
      constructing((stack) => {
        const registry = registryOf(stack);
        registry.cache(hub);
        registry.cache({ ...hub, repository: "quay-hub/team/*" });
      }),
      constructing((stack) => {
        const registry = registryOf(stack);
        registry.cache({ ...hub, credentials: vault });
        registry.cache({ ...hub, repository: "other/*", credentials: { ...vault, usernameSecretName: "other" } });
      }),
      validating((stack) => {
        registryOf(stack).cache(hub);
        registryOf(stack, "again").cache(hub);
      }),
    ];
  },
  "terraform-binary": () => [thrown(() => terraformBinary("no-such-terraform"))],
  "provider-download": () =>
    inFolder((folder) => {
      const before = process.env.XDG_CACHE_HOME;
      process.env.XDG_CACHE_HOME = folder;
      try {
        return [thrown(() => initializedFolder({ command: "false", product: "Terraform", version: "1.11.4" }, {}))];
      } finally {
        process.env.XDG_CACHE_HOME = before ?? "";
      }
    }),
  "replacement-unknown": () => {
    const reason = "it depends on a resource whose replacement is unknown";
    const plan = new Plan({ "random_pet.name": { action: "update, replacement unknown", reason } }, {}, {}, true);
    return [planMatchers.toPlanNoReplacement(plan).message()];
  },
  "edited-bundle": () => [handedOver((folder) => writeFiles(`${folder}/out`, { "main.tf.json": "mine" }))],
  "replaced-stack": () => [
    handedOver((folder) => handOff({ input: stackFolder(folder, { output: {} }, "other"), out: `${folder}/out` })),
  ],
  "deleted-by-handoff": () => [
    inFolder((folder) => {
      const out = `${folder}/out`;
      handOff({ input: cdktfOut(folder, { one: { resource: {} }, two: { resource: {} } }), out });
      return thrown(() => handOff({ input: cdktfOut(folder, { one: { resource: {} } }), out }));
    }),
    handedOver((folder) =>
      handOff({ input: stackFolder(folder, { resource: { random_pet: { a: {} } } }), out: `${folder}/out` }),
    ),
    handedOver(
      (folder) =>
        handOff({ input: stackFolder(folder, { resource: { random_pet: { a: { count: 2 } } } }), out: `${folder}/out` }),
      "json",
      { resource: { random_pet: { a: { count: 1 } } } },
    ),
    inFolder((folder) => {
      const out = `${folder}/out`;
      handOff({ input: stackFolder(folder, { resource: { random_pet: { a: {} } } }), out });
      const input = stackFolder(folder, { resource: {} });
      return thrown(() => handOff({ input, out, allowDelete: ["random_pet.a", "random_pet.b"] }));
    }),
  ],
  "changed-target": () => {
    const inRegion = (region: string) => ({ provider: { aws: { region } }, resource: { aws_subnet: { a: {} } } });
    return [
      handedOver(
        (folder) => handOff({ input: stackFolder(folder, inRegion("one")), out: `${folder}/out` }),
        "json",
        inRegion("two"),
      ),
    ];
  },
  "literal-secrets": () => [handedOver(() => {}, "json", { locals: { password: "canary" } })],
  "handoff-running": () => [
    handedOver((folder) => writeFiles(`${folder}/out`, { ".hand-off/lock/pid": String(process.pid) })),
    inFolder((folder) => {
      const out = writeFiles(`${folder}/out`, { ".hand-off/versions/0/manifest.json": "{}" });
      return thrown(() => handOff({ input: stackFolder(folder, { resource: {} }), out, dryRun: true }));
    }),
  ],
  "hcl-bundles": () => [
    handedOver(() => {}, "hcl", { resource: { aws_instance: { web: { root_block_device: [{ encrypted: true }] } } } }),
  ],
  "handoff-input": () => [
    inFolder((input) => thrown(() => handOff({ input, out: `${input}-out` }))),
    inFolder((folder) => {
      const input = writeFiles(`${folder}/stack`, { "cdk.tf": "" });
      return thrown(() => handOff({ input, out: `${folder}/out` }));
    }),
  ],
};

/** What a text of the page stands for: `…` is anything. */
function matches(message: string, text: string): boolean {
  const parts = text.split("…").map((part) => part.trim());
  const places = parts.reduce((from, part) => (from < 0 ? from : message.indexOf(part, from)), 0);
  return places >= 0;
}

test.each(TOPICS)("the messages about %s are those of the page, and name its anchor", (topic) => {
  const messages = PROVOKED[topic]();
  const texts = entries.get(topic) ?? [];
  expect(texts.filter((text) => !messages.some((message) => matches(message, text)))).toEqual([]);
  expect(messages.filter((message) => !texts.some((text) => matches(message, text)))).toEqual([]);
  expect(messages.filter((message) => !message.endsWith(`see ${PAGE}#${topic}`))).toEqual([]);
});

test("every warning in the sources ends with an address that leads to its entry", () => {
  const sources = readdirSync(join(__dirname, "../../src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && name !== "private/warn.ts")
    .map((name) => [name, readFileSync(join(__dirname, "../../src", name), "utf8")] as const);
  const calls = sources.flatMap(([name, text]) =>
    [...text.matchAll(/^ *warn\(\n[\s\S]*?^ *\);/gm)].map(([call]) => `${name}: ${call}`),
  );
  expect(calls.length).toBeGreaterThan(5);
  expect(calls.filter((call) => !/hint\("[-a-z]+"\)\}?`?,?\s+\);$/.test(call))).toEqual([]);
  // A call in another form would not be seen above.
  const all = sources.flatMap(([, text]) => text.match(/(?<![\w.])warn\(/g) ?? []);
  expect(all).toHaveLength(calls.length);
});

test("no source writes an error or the message of a condition itself, without an address", () => {
  const folder = join(__dirname, "../../src");
  const own = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && name !== "private/fail.ts")
    .filter((name) => /\bnew \w*Error\(|\berror_?message: *["'`]/i.test(readFileSync(join(folder, name), "utf8")));
  expect(own).toEqual([]);
});

/** Whether a message ends with the address of an entry that the page has. */
function hasAddress(message: string): boolean {
  const [before, anchor] = message.split(`; see ${PAGE}#`);
  return before !== message && entries.has(anchor);
}

test.each(SCENARIOS)(
  "every condition of %s, which an operator reads in a plan that failed, has the address of an entry",
  (_id, stack) => {
    expect(messagesIn(stack).filter((message) => !hasAddress(message))).toEqual([]);
  },
);

test("conditions before and after the fact are among them; assertions of checks are among those of the stages above", () => {
  const json = JSON.stringify(SCENARIOS.map(([, stack]) => render(stack)));
  expect(["precondition", "postcondition"].filter((kind) => !json.includes(`"${kind}":[{`))).toEqual([]);
  expect(SCENARIOS.flatMap(([, stack]) => messagesIn(stack)).length).toBeGreaterThan(20);
});
