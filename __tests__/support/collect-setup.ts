import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import { ProviderGeneration } from "../../src";
import { COLLECTED } from "./collected";

/** Of the run before `npm run test:terraform`: stores every valid stack that a suite synthesizes, for both generations of the providers. */
const collected = new Set<TerraformStack>();
const { runAllValidations } = TerraformStack.prototype;

TerraformStack.prototype.runAllValidations = function (this: TerraformStack) {
  runAllValidations.call(this);
  collected.add(this);
};

afterAll(() => {
  TerraformStack.prototype.runAllValidations = runAllValidations;
  for (const stack of collected) {
    if (!stack.node.tryFindChild("ProviderGeneration")) {
      store(stack, "azurerm-4");
    }
    ProviderGeneration.useAzurerm5(stack);
    store(stack, "azurerm-5");
  }
});

/** The providers of `npm run test:terraform` do not have it: `real/aks-service-account-image-pull.test.ts` judges its arguments. */
const ONLY_REAL = "azurerm_kubernetes_automatic_cluster";

function store(stack: TerraformStack, generation: string): void {
  stack.prepareStack();
  const text = JSON.stringify(stack.toTerraform(), (key, value) => (key === "//" ? undefined : value));
  if (text.includes(`"${ONLY_REAL}"`)) {
    return;
  }
  const folder = join(COLLECTED, generation);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${createHash("sha256").update(text).digest("hex").slice(0, 16)}.json`), text);
}
