import { join } from "node:path";

/** Where the stacks that the suites of the constructs synthesize are stored for `terraform/blocks.test.ts`. */
export const COLLECTED = join(__dirname, "../../node_modules/.cache/cdktf-acr-aks/synthesized");
