import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import { AksCluster, ContainerRegistry, PullRoleAssignment } from "../../../src";
import { ERROR_TOPICS } from "../../../src/private/error-topics";
import { fail, type Place, sentence } from "../../../src/private/fail";
import { lazy } from "../../../src/private/lazy";
import { emptyStack, stackOf } from "../../support/stack";
import { OBJECT_ID, REGISTRY_ID } from "../../support/values";

const PAGE = "https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md";
const page = readFileSync(join(__dirname, "../../../docs/errors.md"), "utf8");

const COMPLAINT = { property: "name", must: "be x", repair: "do y" };

describe.each<[string, () => Place, string]>([
  ["a construct", emptyStack, "[stack]"],
  ["a static factory", () => "Credentials.from", "Credentials.from:"],
])("a sentence of %s", (_place, place, start) => {
  test.each([undefined, ...ERROR_TOPICS])("about %s ends with the address of an entry", (see) => {
    const anchor = see ?? "property-rules";
    expect(page).toContain(`<a id="${anchor}"></a>`);
    const told = sentence(place(), { ...COMPLAINT, see });
    expect(told).toBe(`${start} name must be x; do y; see ${PAGE}#${anchor}`);
    expect(sentence(place(), { ...COMPLAINT, see, got: "z" })).toBe(told.replace("be x", "be x, got 'z'"));
    expect(() => fail(place(), { ...COMPLAINT, see })).toThrow(new Error(told));
  });
});

const [OWN] = String(Reflect.get(TerraformStack, Symbol.for("jsii.rtti")).fqn).split(".");

test.each<[string, (stack: TerraformStack) => unknown]>([
  [
    "a registry",
    (stack) => new ContainerRegistry(stack, "acr", { registryName: "contoso", resourceGroupName: "rg", location: "we" }),
  ],
  ["a cluster", (stack) => AksCluster.fromLookup(stack, "acr", { clusterName: "prod", resourceGroupName: "rg" })],
  ["a grant", (stack) => new PullRoleAssignment(stack, "acr", { registryId: REGISTRY_ID, principalId: OBJECT_ID })],
])("%s in a stack of another CDK is refused, with the package to install", (_, create) => {
  expect(() => create(stackOf("cdkxx"))).toThrow(
    new Error(
      `[prod/acr] scope must be in a stack of ${OWN}, which this package was compiled for, got 'cdkxx'; ` +
        `install cdkxx-acr-aks instead of ${OWN}-acr-aks; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#one-cdk`,
    ),
  );
  expect(() => create(stackOf(OWN))).not.toThrow();
});

test("a package that is not installed is named, with what to do", () => {
  const name = "@cdktf/provider-missing";
  const binding = lazy(() => require(`${name}/lib/secret-v1`));
  expect(binding).toThrow(
    new Error(
      `${name}: the package must be installed in an app that uses this provider; install ${name}; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#missing-provider`,
    ),
  );
});

test("any other fault of a binding keeps its own words", () => {
  const fault = new Error("Cannot find module './provider'");
  const binding = lazy(() => {
    throw fault;
  });
  expect(binding).toThrow(fault);
});
