import { App, TerraformOutput } from "cdktf";
import { ContainerRegistry } from "cdktf-acr-aks";
import { EveryConstruct } from "./every-construct";

const app = new App();
const stack = new EveryConstruct(app, "every-construct");
new TerraformOutput(stack, "refusal", { value: refusal() });
app.synth();

/** The sentence of an error. */
function refusal(): string {
  try {
    ContainerRegistry.fromLookup(stack, "refused", { registryName: "not-a-name", resourceGroupName: "rg-hub" });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "nothing was refused";
}
