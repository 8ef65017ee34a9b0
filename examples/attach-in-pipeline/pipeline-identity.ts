import { Application } from "@cdktf/provider-azuread/lib/application";
import { ApplicationFederatedIdentityCredential } from "@cdktf/provider-azuread/lib/application-federated-identity-credential";
import { DataAzureadClientConfig } from "@cdktf/provider-azuread/lib/data-azuread-client-config";
import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { ServicePrincipal } from "@cdktf/provider-azuread/lib/service-principal";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { AzurermBackend, TerraformOutput, TerraformStack } from "cdktf";
import { ContainerRegistry } from "cdktf-acr-aks";
import type { Construct } from "constructs";
import {
  DEPLOYMENT_ENVIRONMENT,
  PIPELINE_STATE_CONTAINER,
  REGISTRY,
  REPOSITORY,
  STATE,
  SUBSCRIPTION_ID,
} from "./contoso";
import { ONLY_ACR_PULL } from "./only-acr-pull";

/** The identity of the pipeline. An owner of the registry deploys this stack once, with `az login`. */
export class PipelineIdentity extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AzurermBackend(this, { ...STATE, containerName: "platform", key: `${id}.tfstate`, useAzureadAuth: true });
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId: SUBSCRIPTION_ID });
    new AzureadProvider(this, "azuread", {});

    const application = new Application(this, "application", {
      displayName: "registry-grants-pipeline",
      owners: [new DataAzureadClientConfig(this, "owner").objectId],
      // Whoever deploys this stack next would replace the owner.
      lifecycle: { ignoreChanges: ["owners"] },
    });
    // GitHub signs a token for each job of this environment, and Microsoft Entra accepts it: there is no password.
    new ApplicationFederatedIdentityCredential(this, "github", {
      applicationId: application.id,
      displayName: `github-${DEPLOYMENT_ENVIRONMENT}`,
      issuer: "https://token.actions.githubusercontent.com",
      audiences: ["api://AzureADTokenExchange"],
      subject: `repo:${REPOSITORY}:environment:${DEPLOYMENT_ENVIRONMENT}`,
    });
    const principal = new ServicePrincipal(this, "principal", { clientId: application.clientId });

    const registry = ContainerRegistry.fromLookup(this, "acr", REGISTRY);
    const assignee = {
      principalId: principal.objectId,
      principalType: "ServicePrincipal",
      skipServicePrincipalAadCheck: true,
    };
    new RoleAssignment(this, "assigns-acr-pull", {
      ...assignee,
      scope: registry.registryId,
      roleDefinitionName: "Role Based Access Control Administrator",
      condition: ONLY_ACR_PULL,
      conditionVersion: "2.0",
    });
    new RoleAssignment(this, "writes-its-state", {
      ...assignee,
      scope:
        `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/${STATE.resourceGroupName}/providers/Microsoft.Storage/` +
        `storageAccounts/${STATE.storageAccountName}/blobServices/default/containers/${PIPELINE_STATE_CONTAINER}`,
      roleDefinitionName: "Storage Blob Data Contributor",
    });

    new TerraformOutput(this, "client_id", {
      value: application.clientId,
      description: "The variable AZURE_CLIENT_ID of the environment in GitHub; it is not a secret",
    });
  }
}
