import { TerraformProvider } from "cdktf";
import { PROVIDER_VERSIONS } from "../../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { readStack } from "../../../packages/terraform-stack-tools/src/stack/stack";
import { ProviderGeneration } from "../../../src";
import { HAS_AZURERM_5 } from "../../support/pins";
import { emptyStack, render } from "../../support/stack";

// The data are those of the bindings of cdktf, and of the generation to which a stack is moved.
const testOfCdktf = HAS_AZURERM_5 ? test.skip : test;

class Time extends TerraformProvider {}

function stack() {
  const stack = emptyStack();
  const generatorMetadata = { providerName: "time", providerVersion: PROVIDER_VERSIONS.time.bindings };
  new Time(stack, "time", {
    terraformResourceType: "time",
    terraformProviderSource: "time",
    terraformGeneratorMetadata: generatorMetadata,
  });
  return stack;
}

function required(from: ReturnType<typeof stack>): Record<string, string> {
  return Object.fromEntries(readStack(render(from)).requiredProviders.map(({ name, version }) => [name, version]));
}

testOfCdktf("the bindings require the versions that the data were read from", () => {
  const bindings = Object.entries(PROVIDER_VERSIONS).map(([name, { bindings }]) => [name, bindings]);
  expect(required(stack())).toEqual(Object.fromEntries(bindings));
});

testOfCdktf("ProviderGeneration moves a stack to the latest versions that the data know", () => {
  const newer = stack();
  ProviderGeneration.useAzurerm5(newer);
  const latest = Object.entries(PROVIDER_VERSIONS).map(([name, { latest }]) => [name, `~> ${latest.split(".", 2).join(".")}`]);
  expect(required(newer)).toEqual(Object.fromEntries(latest));
});
