import { TestEnvironment } from "jest-environment-node";

// No construct needs a Terraform to be synthesized. cdktf reads the name when it is loaded.
process.env.TERRAFORM_BINARY_NAME = "no-terraform-in-unit-tests";

// As under the CLI of the CDK, which prints the warnings: tests read them from the stacks.
Object.assign(process.env, { CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: "true", CDKTF_CONTEXT_JSON: "{}" });

/** Lets test files share what `native-module.js` loads by Node.js itself: once for each worker, not once for each file. */
export default class NativeEnvironment extends TestEnvironment {
  private readonly env = process.env;

  constructor(...args: ConstructorParameters<typeof TestEnvironment>) {
    super(...args);
    this.global.nativeRequire = require;
    // What is loaded by Node.js sees the environment variables that a test sets.
    process.env = this.global.process.env;
    // cdktf records a stack trace for every token. No suite reads one, and mapping them to sources takes a third of the time.
    const stackTrace = require("cdktf/lib/tokens/private/stack-trace");
    Object.assign(stackTrace, { captureStackTrace: () => [], captureCreationStack: () => [] });
  }

  override async teardown(): Promise<void> {
    process.env = this.env;
    await super.teardown();
  }
}
