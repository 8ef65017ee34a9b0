import { PodV1 } from "@cdktf/provider-kubernetes/lib/pod-v1";
import type { ITerraformDependable, TerraformResource, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  DefaultServiceAccount,
  type IImagePullSecret,
  ImagePolicy,
  PullCheck,
  PullIdentity,
  PullSecretPolicy,
  PullSecretPolicyMode,
  ServiceAccount,
} from "../../../src";
import { pullSecret } from "../../support/builders";
import { emptyStack, type JsonTree, synthesize } from "../../support/stack";

type Build = (stack: TerraformStack, id: string, namespaces: string[]) => Construct & Partial<Pick<IImagePullSecret, "requires">>;

const secretOf = (stack: TerraformStack, id: string, namespaces: string[]) => pullSecret(stack, `${id}-pull`, { namespaces });

/** What is in each namespace of a secret, with the type of its block. */
const OBJECTS: readonly (readonly [type: string, build: Build])[] = [
  ["kubernetes_secret_v1", (stack, id, namespaces) => pullSecret(stack, id, { namespaces })],
  [
    "kubernetes_service_account_v1",
    (stack, id, namespaces) => new ServiceAccount(stack, id, { imagePullSecrets: [secretOf(stack, id, namespaces)] }),
  ],
  [
    "kubernetes_default_service_account_v1",
    (stack, id, namespaces) => new DefaultServiceAccount(stack, id, { imagePullSecrets: [secretOf(stack, id, namespaces)] }),
  ],
  [
    "kubernetes_job_v1",
    (stack, id, namespaces) =>
      new PullCheck(stack, id, { image: "contoso.azurecr.io/app:1", imagePullSecrets: [secretOf(stack, id, namespaces)] }),
  ],
];

const blockOf = (stack: TerraformStack, type: string): JsonTree => synthesize(stack).resource[type].app;

describe.each(OBJECTS)("%s", (type, build) => {
  test("keeps its address and its whole block if a namespace or another object is added", () => {
    const blockIn = (namespaces: string[], others: string[] = []) => {
      const stack = emptyStack();
      for (const id of others) {
        build(stack, id, ["x"]);
      }
      build(stack, "app", namespaces);
      return blockOf(stack, type);
    };
    const alone = blockIn(["apps"]);
    expect(blockIn(["apps", "jobs"])).toEqual({ ...alone, for_each: '${toset(["apps", "jobs"])}' });
    expect(blockIn(["apps"], ["another"])).toEqual(alone);
  });

  test("can be adjusted through its default child, whose labels are Terraform's then", () => {
    const stack = emptyStack();
    const { defaultChild } = build(stack, "app", ["apps"]).node;
    (defaultChild as TerraformResource).addOverride("metadata.labels", { team: "platform" });
    const { metadata, lifecycle } = blockOf(stack, type);
    expect(metadata.labels).toEqual({ team: "platform" });
    expect(lifecycle.ignore_changes).not.toContain("metadata[0].labels");
  });
});

test.each<[string, Build]>([
  ...OBJECTS.map(([type, build]): [string, Build] => [`${type}.app`, build]),
  [
    "kubernetes_annotations.app_Annotations",
    (stack, id, namespaces) => {
      const subjects = namespaces.map((namespace) => ({ namespaceName: namespace, serviceAccountName: id }));
      const issuerUrl = "https://oidc.contoso.com/prod";
      const place = { resourceGroupName: "rg", location: "westeurope" };
      const pullIdentity = new PullIdentity(stack, "shop", { ...place, issuerUrl, subjects });
      return new ServiceAccount(stack, id, { namespaces, pullIdentity });
    },
  ],
  [
    "kubernetes_manifest.app_Binding",
    (stack, id, namespaces) =>
      new PullSecretPolicy(stack, id, { mode: PullSecretPolicyMode.VALIDATE, imagePullSecret: secretOf(stack, id, namespaces) }),
  ],
  ["kubernetes_manifest.app_Binding", (stack, id) => new ImagePolicy(stack, id, { allowedImages: ["registry.k8s.io"] })],
])("a pod that depends on the construct, or on what it requires, waits for %s", (address, build) => {
  const stack = emptyStack();
  const metadata = { name: "app", namespace: "apps" };
  const built = build(stack, "app", ["apps"]);
  const dependsOn = built.requires ?? [built as Construct & ITerraformDependable];
  new PodV1(stack, "pod", { metadata, spec: { container: [{ name: "app" }] }, dependsOn });
  expect(synthesize(stack).resource.kubernetes_pod_v1.pod.depends_on).toEqual([address]);
});
