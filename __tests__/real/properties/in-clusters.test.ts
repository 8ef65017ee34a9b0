import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { azureStack, request, startAks, startKubernetes } from "../support/providers";
import { CHECKS, LOGINS, prepareChecks } from "./checks";
import { CREDENTIALS, VAULT } from "./credentials";
import { define, IDENTITIES } from "./identities";
import { KUBERNETES, LABELS } from "./kubernetes";
import { turnEverything } from "./living-stack";
import { othersIn } from "./others";
import { GREEN, PULL_IDENTITIES, SPARE } from "./pull-identities";

turnEverything({
  start: async () => {
    const cluster = await startKubernetes(LOGINS);
    for (const [name, team] of Object.entries({ ...LABELS, argocd: "operators" })) {
      await cluster.api("POST", "/api/v1/namespaces", { metadata: { name, labels: { team } } });
    }
    await prepareChecks(cluster);
    await define(cluster);
    const azure = await startAks(cluster);
    for (const name of ["acr-username", "acr-password"]) {
      await request(azure, "PUT", `${VAULT}/secrets/${name}?api-version=2023-07-01`, { properties: { value: "secret" } });
    }
    await request(azure, "PUT", SPARE, { location: "westeurope" });
    const identity = { type: "SystemAssigned" };
    const properties = { oidcIssuerProfile: { enabled: true } };
    await request(azure, "PUT", `${GREEN}?api-version=2025-07-01`, { location: "westeurope", identity, properties });
    return { env: { ...cluster.env, ...azure.env } };
  },
  stack: () => {
    const stack = azureStack();
    new KubernetesProvider(stack, "kubernetes");
    new AzureadProvider(stack, "azuread");
    return [stack, othersIn(stack)];
  },
  parts: {
    checks: CHECKS,
    credentials: CREDENTIALS,
    identities: IDENTITIES,
    kubernetes: KUBERNETES,
    "pull-identities": PULL_IDENTITIES,
  },
});
