import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { Construct } from "constructs";
import { SERVERS } from "./policy/api-server";
import { SHARED, type StrangersApp } from "./strangers/app";
import { AKS, IDENTITIES } from "./strangers/identities";
import { CURRENT_REGISTRIES, otherSubscription, REGISTRIES } from "./strangers/registries";
import { SECRETS } from "./strangers/secrets";
import { startAks } from "./support/aks";
import { startKubernetesWith } from "./support/api-server";
import type { JsonObject } from "./support/json";
import {
  azureStack,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  RealWorkspace,
  request,
} from "./support/providers";

const GROUPS: Readonly<Record<string, readonly StrangersApp[]>> = {
  registries: REGISTRIES,
  secrets: SECRETS,
  identities: IDENTITIES,
  aks: AKS,
};

interface Definition {
  readonly group: string;
  readonly kind: string;
  readonly version: string;
  readonly spec: JsonObject;
}

/** What our objects say, in the schemas of the operators: without one, the provider loses what is not known yet. */
const TEXT: JsonObject = { type: "string" };
const DEFINITIONS: readonly Definition[] = [
  {
    group: "acrpull.microsoft.com",
    kind: "AcrPullBinding",
    version: "v1beta2",
    spec: {
      serviceAccountName: TEXT,
      acr: object({ server: TEXT, environment: TEXT, scope: TEXT }),
      auth: object({ workloadIdentity: object({ serviceAccountRef: TEXT, clientID: TEXT, tenantID: TEXT }) }),
    },
  },
  {
    group: "generators.external-secrets.io",
    kind: "ACRAccessToken",
    version: "v1alpha1",
    spec: {
      tenantId: TEXT,
      registry: TEXT,
      environmentType: TEXT,
      auth: object({ workloadIdentity: object({ serviceAccountRef: object({ name: TEXT }) }) }),
    },
  },
];

function object(properties: JsonObject): JsonObject {
  return { type: "object", properties };
}

function definition({ group, kind, version, spec }: Definition): JsonObject {
  const [singular, plural] = [kind.toLowerCase(), `${kind.toLowerCase()}s`];
  const schema = { openAPIV3Schema: object({ spec: object(spec) }) };
  return {
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural, singular, listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}

describeReal.each(GENERATIONS)("with $generation", ({ use, isAzurerm5 }) => {
  let cluster: KubernetesCluster;
  let azure: FakeAzure;
  const groups = isAzurerm5 ? { ...GROUPS, current: CURRENT_REGISTRIES } : GROUPS;

  function stackOf(group: string, apps: readonly StrangersApp[]) {
    const stack = azureStack();
    new AzureadProvider(stack, "azuread");
    new KubernetesProvider(stack, "kubernetes");
    const provider = otherSubscription(stack);
    for (const [index, [, write]] of apps.entries()) {
      write({ scope: new Construct(stack, `app-${index}`), namespace: `${group}-${index}`, provider });
    }
    use(stack);
    return stack;
  }

  beforeAll(async () => {
    const { program, flags } = SERVERS[SERVERS.length - 1];
    cluster = await startKubernetesWith(
      (usual) => `exec '${program(usual)}' "$@" ${flags.join(" ")}`,
      "contosoregistry.azurecr.io=",
    );
    azure = await startAks(cluster, { FAKE_AZURE_AKS_OIDC_DEFAULT: "1" });
    for (const kind of DEFINITIONS) {
      await cluster.api("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition(kind));
    }
    for (const [group, apps] of Object.entries(groups)) {
      for (const index of apps.keys()) {
        await cluster.api("POST", "/api/v1/namespaces", { metadata: { name: `${group}-${index}` } });
      }
    }
    for (const name of ["acr-username", "acr-password"]) {
      const secret = `${SHARED}/Microsoft.KeyVault/vaults/contosovault/secrets/${name}?api-version=2023-07-01`;
      await request(azure, "PUT", secret, { properties: {} });
    }
    const spare = `${SHARED.replace("rg-shared", "rg-prod")}/Microsoft.ManagedIdentity/userAssignedIdentities/spare`;
    await request(azure, "PUT", `${spare}?api-version=2023-01-31`, { location: "westeurope" });
  });

  test.concurrent.each(Object.entries(groups))(
    "apps of the group %s are applied once, and leave nothing",
    async (group, apps) => {
      const workspace = new RealWorkspace({ ...azure, env: { ...cluster.env, ...azure.env } });
      try {
        workspace.write(stackOf(group, apps));
        await workspace.applyMeanwhile();
        expect(await workspace.changesMeanwhile()).toEqual([]);
        await workspace.succeedMeanwhile("destroy", "-auto-approve", "-input=false");
        expect(workspace.state()).toEqual({});
      } finally {
        workspace.remove();
      }
    },
  );
});
