import { ProviderGeneration } from "../../src";
import { render } from "../support/stack";
import configuration from "./first-release.json";
import { firstRelease } from "./first-release-stack";
import { describeReal, type FakeAzure, RealWorkspace, startAzure } from "./support/providers";

// first-release.json is what the first release synthesized for the same stack.
describeReal("a stack of the first release", () => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  beforeAll(async () => {
    azure = await startAzure();
    workspace = new RealWorkspace(azure);
    workspace.write(configuration).apply();
  });

  afterAll(async () => {
    workspace?.remove();
    await azure?.stop();
  });

  test("has nothing to change in this one", () => {
    expect(workspace.write(firstRelease()).changes()).toEqual([]);
  });

  test("has nothing to change in the newer provider generation", () => {
    const stack = firstRelease();
    ProviderGeneration.useAzurerm5(stack);
    workspace.write(render(stack)).succeed("init", "-upgrade", "-input=false");
    expect(workspace.changes()).toEqual([]);
  });
});
