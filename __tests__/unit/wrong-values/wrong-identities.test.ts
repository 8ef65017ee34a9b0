import {
  AcrCredentialProvider,
  type AcrCredentialProviderProps,
  AksServiceAccountImagePull,
  type AksServiceAccountImagePullProps,
  PullIdentity,
  PullIdentityConsumer,
  type PullIdentityProps,
} from "../../../src";
import { edgeProvider, knownRegistry, registryOf } from "../../support/builders";
import {
  areRefused,
  clusterIn,
  IDENTITY,
  ISSUER,
  PLACE,
  SUBJECTS,
  subjects,
  table,
  untyped,
  type Wrong,
} from "../../support/refusals";
import { OBJECT_ID } from "../../support/values";

const NO_PLACE = { resourceGroupName: undefined, location: undefined };
const { AKS_KUBELET, AKS_WORKLOAD_IDENTITY, KUBELET, WORKLOAD_IDENTITY } = PullIdentityConsumer;

const IDENTITIES: readonly Wrong[] = [
  ...table<PullIdentityProps>(
    "PullIdentity",
    (stack, props) => new PullIdentity(stack, "shop", { ...PLACE, issuerUrl: ISSUER, subjects: SUBJECTS, ...props }),
    [
      ["subjects", { subjects: [] }, "pass { namespaceName"],
      ["subjects", { subjects: subjects(21) }, "create a second PullIdentity"],
      ["subjects", { subjects: subjects(11), issuerUrls: { green: `${ISSUER}/green` } }, "create a second PullIdentity"],
      ["subjects", { subjects: [...SUBJECTS, ...SUBJECTS] }, "remove the duplicate"],
      [
        "subjects",
        { subjects: [{ namespaceName: "shop", serviceAccountName: "a".repeat(111) }] },
        "a shorter credentialNamePrefix",
      ],
      ["subjects.namespaceName", { subjects: [{ namespaceName: "*", serviceAccountName: "app" }] }],
      ["subjects.serviceAccountName", { subjects: [{ namespaceName: "shop", serviceAccountName: "*" }] }],
      ["exactly one of cluster and issuerUrl", { issuerUrl: undefined }, "pass AKS clusters"],
      ["exactly one of cluster and issuerUrl", { issuerUrl: undefined, issuerUrls: {} }],
      ["issuerUrl", { issuerUrl: "https://kubernetes.default.svc" }],
      ["issuerUrl", { issuerUrls: { green: "oidc" } }],
      ["issuerUrls", { issuerUrls: { blue: ISSUER } }],
      ["issuerUrls", { issuerUrls: untyped([ISSUER]) }, "write { name: value }"],
      ["the name of issuerUrls", { issuerUrls: { Green: `${ISSUER}/green` } }],
      ["clusters.blue", (stack) => ({ issuerUrl: undefined, clusters: { blue: untyped(clusterIn(stack)) } })],
      ["consumer", { consumer: AKS_KUBELET }, "leave consumer out, or pass the AKS cluster"],
      ["consumer", { consumer: AKS_WORKLOAD_IDENTITY }, "pass the AKS cluster"],
      ["resourceGroupName", { resourceGroupName: undefined }, "set it, or pass existing"],
      ["location", { location: undefined }, "set it, or pass existingIdentity"],
      ["identityName", { identityName: "ab" }],
      ["identityName", { ...NO_PLACE, application: {}, identityName: "shop" }],
      ["resourceGroupName", { existingIdentity: IDENTITY }, "remove"],
      ["application", { ...NO_PLACE, existingIdentity: IDENTITY, application: {} }, "remove"],
      ["resourceGroupName", { application: {} }, "remove resourceGroupName or"],
      ["existingIdentity.tenantId", { ...NO_PLACE, existingIdentity: { ...IDENTITY, tenantId: "contoso.com" } }],
      ["existingIdentity.tenantId", { ...NO_PLACE, existingIdentity: { ...IDENTITY, tenantId: undefined } }],
      [
        "identityId",
        { ...NO_PLACE, existingIdentity: IDENTITY, identityId: IDENTITY.identityId },
        "remove identityId or existing",
      ],
      ["identityId", { ...NO_PLACE, identityId: "pull" }],
      ["identityBindingName", { identityBindingName: "shop" }, "remove it"],
    ],
  ),
  ...table<PullIdentityProps>(
    "PullIdentity in AKS",
    (stack, props) => new PullIdentity(stack, "shop", { ...PLACE, cluster: clusterIn(stack), subjects: SUBJECTS, ...props }),
    [
      ["exactly one of cluster and issuerUrl", { issuerUrl: ISSUER }],
      ["consumer", { consumer: KUBELET }, "leave consumer out"],
      ["application", { ...NO_PLACE, application: {} }, "choose another consumer"],
      ["credentialNamePrefix", { credentialNamePrefix: "shop" }, "remove it"],
      ["identityBindingName", { identityBindingName: "shop-app" }],
      [
        "kubernetesProvider",
        (stack) => {
          const green = { cluster: clusterIn(stack, "green"), kubernetesProvider: edgeProvider(stack) };
          return { consumer: WORKLOAD_IDENTITY, clusters: { green } };
        },
        "remove it",
      ],
    ],
  ),
  ...table<AksServiceAccountImagePullProps>(
    "AksServiceAccountImagePull",
    (stack, props) => new AksServiceAccountImagePull(stack, "pull", { cluster: clusterIn(stack), ...props }),
    [
      ["defaultIdentity", { previewEnabled: true }, "kubelet identity"],
      ["previewEnabled", { defaultIdentity: IDENTITY }, "set preview"],
      ["defaultIdentity.identityId", { previewEnabled: true, defaultIdentity: { ...IDENTITY, identityId: "nodes" } }],
      ["clusterRoleName", { clusterRoleName: "Pull" }],
    ],
  ),
  ...table<AcrCredentialProviderProps>(
    "AcrCredentialProvider",
    (stack, { registries = [registryOf(stack)], ...props }) =>
      new AcrCredentialProvider(stack, "nodes", { registries, tenantId: OBJECT_ID, ...props }),
    [
      ["registries", { registries: [] }, "pass the registry"],
      ["registries", (stack) => ({ registries: Array(2).fill(registryOf(stack)) })],
      [
        "registries",
        (stack) => ({ registries: ["io", "cn"].map((end) => knownRegistry(stack, { loginServer: `a.azurecr.${end}` }, end)) }),
        "leave the registries of other clouds out",
      ],
      ["tenantId", { tenantId: "contoso.com" }],
    ],
  ),
];

areRefused(IDENTITIES);
