/** What both stacks refer to. */
export const SUBSCRIPTION_ID = "00000000-0000-0000-0000-000000000001";
export const REGISTRY = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };

/** The pipeline may use the container of its own state, and no other. */
export const STATE = { resourceGroupName: "rg-terraform", storageAccountName: "contosoterraform" };
export const PIPELINE_STATE_CONTAINER = "registry-grants";

export const REPOSITORY = "contoso/registry-grants";
export const DEPLOYMENT_ENVIRONMENT = "production";
