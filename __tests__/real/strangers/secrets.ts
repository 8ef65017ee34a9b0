import {
  ContainerRegistry,
  ContainerRegistrySku,
  DefaultServiceAccount,
  ImagePullSecret,
  PullCheck,
  PullSecretPolicy,
  PullSecretPolicyMode,
  RegistryCredentials,
  RegistryToken,
  ServiceAccount,
  ServicePrincipalCredentials,
} from "../../../src";
import { SHARED, type StrangersApp } from "./app";

const CONTOSO = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };
const FABRIKAM = { registryName: "fabrikamregistry", resourceGroupName: "rg-shared" };
const IMAGE = "contosoregistry.azurecr.io/team/app:1";
const LOGIN = { loginServer: "contosoregistry.azurecr.io", username: "puller", password: "secret" };

/** Passwords, and what carries them into pods. */
export const SECRETS: readonly StrangersApp[] = [
  [
    "a registry token for a namespace",
    ({ scope, namespace }) => {
      const registry = ContainerRegistry.fromLookup(scope, "acr", CONTOSO);
      const token = new RegistryToken(scope, "pull-token", { registry, repositories: ["shop/*"], tokenName: "shop-token" });
      new ImagePullSecret(scope, "acr-pull", { credentials: [token], namespaces: [namespace] });
    },
  ],
  [
    "a token in its seventh generation, for two hosts",
    ({ scope, namespace }) => {
      const registry = ContainerRegistry.fromLookup(scope, "acr", CONTOSO);
      const additionalLoginServers = ["contosoregistry.westeurope.geo.azurecr.io", "mirror.corp.example:5000"];
      const generation = { generation: 7, expiry: "2099-03-31T00:00:00Z", tokenName: "everything", additionalLoginServers };
      const token = new RegistryToken(scope, "pull-token", { registry, repositories: ["*"], ...generation });
      new ImagePullSecret(scope, "acr-pull", { credentials: [token], namespaces: [namespace] });
    },
  ],
  [
    "a service principal, an account, and a check of it",
    ({ scope, namespace }) => {
      const registry = ContainerRegistry.fromLookup(scope, "acr", CONTOSO);
      const puller = new ServicePrincipalCredentials(scope, "puller", { registry, displayName: "strangers-pull" });
      const secret = new ImagePullSecret(scope, "acr-pull", { credentials: [puller], namespaces: [namespace] });
      const serviceAccount = new ServiceAccount(scope, "app", { imagePullSecrets: [secret], annotations: { team: "shop" } });
      new PullCheck(scope, "check", { image: IMAGE, serviceAccount });
    },
  ],
  [
    "a service principal for two registries",
    ({ scope, namespace }) => {
      const [registry, second] = [
        ContainerRegistry.fromLookup(scope, "acr", CONTOSO),
        ContainerRegistry.fromLookup(scope, "other", FABRIKAM),
      ];
      const puller = new ServicePrincipalCredentials(scope, "both", { registry });
      second.grantPull(puller);
      const { username, password } = puller;
      const also = RegistryCredentials.fromPassword({ loginServer: second.loginServer, username, password });
      new ImagePullSecret(scope, "acr-pull", { credentials: [puller, also], namespaces: [namespace] });
    },
  ],
  [
    "a password for every pod of a namespace",
    ({ scope, namespace }) => {
      const secret = new ImagePullSecret(scope, "acr-pull", {
        credentials: [RegistryCredentials.fromPassword(LOGIN)],
        namespaces: [namespace],
      });
      // Or nothing could be destroyed.
      new DefaultServiceAccount(scope, "default", { imagePullSecrets: [secret], preventDestroy: false });
      new PullCheck(scope, "check", {
        image: IMAGE,
        imagePullSecrets: [secret],
        labels: { team: "web" },
        nodeSelector: { pool: "web" },
      });
    },
  ],
  [
    "a password in a key vault",
    ({ scope, namespace }) => {
      const credentials = RegistryCredentials.fromKeyVaultSecret(scope, "from-vault", {
        loginServer: "contosoregistry.azurecr.io",
        keyVaultId: `${SHARED}/Microsoft.KeyVault/vaults/contosovault`,
        usernameSecretName: "acr-username",
        passwordSecretName: "acr-password",
      });
      new ImagePullSecret(scope, "acr-pull", { credentials: [credentials], namespaces: [namespace] });
    },
  ],
  [
    "the admin account of a new registry and of an existing one",
    ({ scope, namespace }) => {
      const place = { registryName: "strangersdev", resourceGroupName: "rg-prod", location: "westeurope" };
      const fresh = new ContainerRegistry(scope, "acr", { sku: ContainerRegistrySku.BASIC, ...place });
      const existing = ContainerRegistry.fromLookup(scope, "old", {
        registryName: "adminregistry",
        resourceGroupName: "rg-shared",
      });
      const credentials = [fresh.adminCredentials(), existing.adminCredentials()];
      new ImagePullSecret(scope, "acr-pull", { credentials, namespaces: [namespace] });
    },
  ],
  [
    "namespaces by a label, and a policy that demands the secret there",
    ({ scope, namespace }) => {
      const namespaceSelector = { "contoso.example/pulls": "acr" };
      const credentials = [RegistryCredentials.fromPassword(LOGIN)];
      const secret = new ImagePullSecret(scope, "by-label", { credentials, namespaces: [namespace], namespaceSelector });
      new ServiceAccount(scope, "labelled", { imagePullSecrets: [secret] });
      const mode = PullSecretPolicyMode.DEMAND;
      new PullSecretPolicy(scope, "demand-by-label", { mode, imagePullSecret: secret, namespaceSelector });
    },
  ],
  [
    "a policy that names the account, judges workloads and has ways out",
    ({ scope, namespace }) => {
      const secret = new ImagePullSecret(scope, "acr-pull", {
        credentials: [RegistryCredentials.fromPassword(LOGIN)],
        namespaces: [namespace],
      });
      const serviceAccount = new ServiceAccount(scope, "app", {
        imagePullSecrets: [secret],
        automountServiceAccountToken: false,
      });
      new PullSecretPolicy(scope, "demand-acr-pull", {
        mode: PullSecretPolicyMode.DEMAND,
        serviceAccount,
        validationActions: PullSecretPolicy.DENY,
        workloadValidationActions: PullSecretPolicy.WARN,
        serviceAccountNames: ["app"],
        exemptPodLabel: "contoso.example/emergency",
        exemptNamespaceLabel: "contoso.example/exempt",
        exemptImagePrefixes: ["contosoregistry.azurecr.io/public/"],
      });
    },
  ],
  [
    "a policy that adds the secret",
    ({ scope, namespace }) => {
      const secret = new ImagePullSecret(scope, "acr-pull", {
        credentials: [RegistryCredentials.fromPassword(LOGIN)],
        namespaces: [namespace],
      });
      const mode = PullSecretPolicyMode.INJECT;
      new PullSecretPolicy(scope, "inject-acr-pull", { mode, imagePullSecret: secret, kubernetesVersion: "v1.36.2" });
    },
  ],
  [
    "a check by the identity of the nodes",
    ({ scope, namespace }) => {
      const resources = { cpu: "250m", memory: "128Mi" };
      const pod = { resources, tolerations: [{ key: "dedicated", value: "web" }], annotations: { team: "web" } };
      new PullCheck(scope, "by-node", { image: IMAGE, namespaces: [namespace], command: ["true"], deadlineSeconds: 900, ...pod });
    },
  ],
];
