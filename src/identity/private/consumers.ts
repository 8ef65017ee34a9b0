import { type IPullIdentity, PullIdentityConsumer } from "../../interfaces";

/** Audiences of service account tokens. */
export const AKS_IDENTITY_BINDING = "api://AKSIdentityBinding";
export const ENTRA_TOKEN_EXCHANGE = "api://AzureADTokenExchange";

/** The annotations that acr-credential-provider reads: cloud-provider-azure, `pkg/credentialprovider/consts.go`. */
export const ACR_CLIENT_ID = "kubernetes.azure.com/acr-client-id";
export const ACR_TENANT_ID = "kubernetes.azure.com/acr-tenant-id";

/** The annotations and labels of Microsoft Entra Workload ID. */
const WORKLOAD_CLIENT_ID = "azure.workload.identity/client-id";
const WORKLOAD_TENANT_ID = "azure.workload.identity/tenant-id";
const WORKLOAD_USE = "azure.workload.identity/use";
const WORKLOAD_USE_BINDING = "azure.workload.identity/use-identity-binding";

const { AKS_WORKLOAD_IDENTITY, WORKLOAD_IDENTITY } = PullIdentityConsumer;

export function annotationsFor(
  consumer: PullIdentityConsumer,
  { clientId, tenantId }: Pick<IPullIdentity, "clientId" | "tenantId">,
): { [key: string]: string } {
  switch (consumer) {
    case PullIdentityConsumer.AKS_KUBELET:
      // AKS forwards no other annotation to the program.
      return { [ACR_CLIENT_ID]: clientId };
    case PullIdentityConsumer.KUBELET:
      return { [ACR_CLIENT_ID]: clientId, [ACR_TENANT_ID]: tenantId };
    default:
      return { [WORKLOAD_CLIENT_ID]: clientId, [WORKLOAD_TENANT_ID]: tenantId };
  }
}

/** What the webhook of Microsoft Entra Workload ID reads of a pod. */
export function podLabelsFor(consumer: PullIdentityConsumer): { [key: string]: string } {
  return consumer === WORKLOAD_IDENTITY || consumer === AKS_WORKLOAD_IDENTITY ? { [WORKLOAD_USE]: "true" } : {};
}

/** The same: AKS, "Set up identity bindings on Azure Kubernetes Service (AKS)". */
export function podAnnotationsFor(consumer: PullIdentityConsumer): { [key: string]: string } {
  return consumer === AKS_WORKLOAD_IDENTITY ? { [WORKLOAD_USE_BINDING]: "true" } : {};
}
