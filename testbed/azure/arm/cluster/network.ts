import { randomUUID } from "node:crypto";
import {
  type Json,
  type JsonObject,
  objectOf,
  textOf,
} from "../../../../packages/terraform-stack-tools/src/stack/json";
import { present } from "../../../json";

/** The network of a cluster with the defaults of AKS. @param nodeGroupId has the public address */
export function networkOf(stated: JsonObject, nodeGroupId: string): JsonObject {
  const networkPlugin = textOf(stated.networkPlugin) || "kubenet";
  const usesAddressesOfTheNetwork = networkPlugin === "azure" && stated.networkPluginMode !== "overlay";
  const podCidr = usesAddressesOfTheNetwork ? undefined : textOf(stated.podCidr) || "10.244.0.0/16";
  const serviceCidr = textOf(stated.serviceCidr) || "10.0.0.0/16";
  const outboundType = textOf(stated.outboundType) || "loadBalancer";
  const dataPlane = networkPlugin === "azure" ? "azure" : undefined;
  const { podCidr: _, loadBalancerProfile, ...others } = stated;
  return present({
    ...others,
    networkPlugin,
    networkPolicy: textOf(stated.networkPolicy) || "none",
    networkDataplane: textOf(stated.networkDataplane) || dataPlane,
    loadBalancerSku: (textOf(stated.loadBalancerSku) || "standard").toLowerCase(),
    podCidr,
    serviceCidr,
    dnsServiceIP: textOf(stated.dnsServiceIP) || "10.0.0.10",
    outboundType,
    podCidrs: podCidr === undefined ? undefined : [podCidr],
    serviceCidrs: [serviceCidr],
    ipFamilies: stated.ipFamilies ?? ["IPv4"],
    loadBalancerProfile: outboundType === "loadBalancer" ? loadBalancer(loadBalancerProfile, nodeGroupId) : undefined,
  });
}

function loadBalancer(stated: Json | undefined, nodeGroupId: string): JsonObject {
  return {
    managedOutboundIPs: { count: 1 },
    backendPoolType: "nodeIPConfiguration",
    ...objectOf(stated),
    effectiveOutboundIPs: [{ id: `${nodeGroupId}/providers/Microsoft.Network/publicIPAddresses/${randomUUID()}` }],
  };
}
