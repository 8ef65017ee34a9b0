import { LOCATIONS } from "../known/registrations";
import type { Azure } from "../server/azure";
import { type Answer, type AzureRequest, ok } from "../server/messages";

const SUFFIXES: Readonly<Record<string, string>> = {
  storage: "core",
  keyVaultDns: "vault",
  sqlServerHostname: "database",
  azureFrontDoorEndpointSuffix: "azurefd",
  mhsmDns: "managedhsm",
  mysqlServerEndpoint: "mysql",
  postgresqlServerEndpoint: "postgres",
  mariadbServerEndpoint: "mariadb",
  storageSyncEndpointSuffix: "afs",
  attestationEndpoint: "attest",
  synapseAnalytics: "dev.azuresynapse",
  azureDataLakeStoreFileSystem: "azuredatalakestore",
  azureDataLakeAnalyticsCatalogAndJob: "azuredatalakeanalytics",
};

/** Where the services of a cloud are: what azurerm and azuread ask first. */
export function cloudMetadata({ origins }: Azure, { query }: AzureRequest): Answer {
  const { arm, graph } = origins;
  if (query.get("api-version") === "2018-01-01") {
    return ok({ cloudEndpoint: { public: { endpoint: arm.replace("https://", ""), locations: LOCATIONS } } });
  }
  const suffixes = Object.entries(SUFFIXES).map(([name, prefix]) => [name, `${prefix}.imitation.invalid`]);
  return ok({
    name: "AzureCloud",
    portal: arm,
    authentication: { loginEndpoint: arm, audiences: [arm], tenant: "common", identityProvider: "AAD" },
    resourceManager: arm,
    graph,
    graphAudience: graph,
    microsoftGraphResourceId: graph,
    media: arm,
    batch: arm,
    suffixes: { ...Object.fromEntries(suffixes), acrLoginServer: "azurecr.io" },
  });
}

const DISCOVERY = "/v2.0/.well-known/openid-configuration";
const INSTANCE_DISCOVERY = "/common/discovery/instance";

/** What azapi and the credential provider of nodes ask before they sign in. */
export function discovery({ path, host, query }: AzureRequest): Answer | undefined {
  if (path.endsWith(DISCOVERY)) {
    return ok(configuration(`https://${host}${path.slice(0, -DISCOVERY.length)}`));
  }
  if (path === INSTANCE_DISCOVERY) {
    const authority = new URL(query.get("authorization_endpoint") ?? `https://${host}/common/oauth2/v2.0/authorize`);
    const tenant = authority.pathname.split("/")[1];
    const alias = { preferred_network: authority.host, preferred_cache: authority.host, aliases: [authority.host] };
    return ok({ tenant_discovery_endpoint: `https://${authority.host}/${tenant}${DISCOVERY}`, metadata: [alias] });
  }
  return undefined;
}

function configuration(authority: string) {
  return {
    issuer: `${authority}/v2.0`,
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
    token_endpoint: `${authority}/oauth2/v2.0/token`,
  };
}
