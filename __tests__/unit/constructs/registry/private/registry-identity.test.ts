import { Fn, TerraformVariable, Token } from "cdktf";
import { ContainerRegistry } from "../../../../../src";
import { identityOf } from "../../../../../src/constructs/registry/private/registry-identity";
import { emptyStack } from "../../../../support/stack";
import { LOGIN_SERVER, REGISTRY_ID } from "../../../../support/values";

test("one registry is known by its name, through whichever door, in any case of its letters", () => {
  const stack = emptyStack();
  const place = { resourceGroupName: "rg" };
  const doors = [
    new ContainerRegistry(stack, "owned", { registryName: "Contoso", location: "westeurope", ...place }),
    ContainerRegistry.fromLookup(stack, "lookup", { registryName: "CONTOSO", ...place }),
    ContainerRegistry.fromRegistryAttributes(stack, "known", { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER }),
  ];
  expect(doors.map(identityOf)).toEqual(["contoso", "contoso", "contoso"]);
});

test("what a token hides is known by its expression", () => {
  const stack = emptyStack();
  const registryId = new TerraformVariable(stack, "registry_id", { type: "string" }).stringValue;
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", { registryId, loginServer: LOGIN_SERVER });
  expect(identityOf(registry)).toBe("${var.registry_id}");
});

test("expressions that differ in case, or after a slash, are two registries", () => {
  const stack = emptyStack();
  const ids = new TerraformVariable(stack, "ids", { type: "map(string)" }).value;
  const identities = ["eu/acr", "us/acr", "US/acr"].map((key) =>
    identityOf(
      ContainerRegistry.fromRegistryAttributes(stack, key.replace("/", "-"), {
        registryId: Token.asString(Fn.lookup(ids, key)),
        loginServer: LOGIN_SERVER,
      }),
    ),
  );
  expect(new Set(identities).size).toBe(3);
});
