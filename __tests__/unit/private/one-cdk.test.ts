import { TerraformStack } from "cdktf";
import { AksCluster, ContainerRegistry, PullRoleAssignment } from "../../../src";
import { stackOf } from "../../support/stack";
import { OBJECT_ID, REGISTRY_ID } from "../../support/values";

const [OWN] = String(Reflect.get(TerraformStack, Symbol.for("jsii.rtti")).fqn).split(".");

test.each<[string, (stack: TerraformStack) => unknown]>([
  [
    "a registry",
    (stack) => new ContainerRegistry(stack, "acr", { registryName: "contoso", resourceGroupName: "rg", location: "we" }),
  ],
  ["a cluster", (stack) => AksCluster.fromLookup(stack, "acr", { clusterName: "prod", resourceGroupName: "rg" })],
  ["a grant", (stack) => new PullRoleAssignment(stack, "acr", { registryId: REGISTRY_ID, principalObjectId: OBJECT_ID })],
])("%s in a stack of another CDK is refused, with the package to install", (_, create) => {
  expect(() => create(stackOf("cdkxx"))).toThrow(
    new Error(
      `[prod/acr] scope must be in a stack of ${OWN}, which this package was compiled for, got 'cdkxx'; ` +
        `install cdkxx-acr-aks instead of ${OWN}-acr-aks; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#one-cdk`,
    ),
  );
  expect(() => create(stackOf(OWN))).not.toThrow();
});
