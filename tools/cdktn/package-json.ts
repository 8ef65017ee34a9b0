import { PROVIDER_VERSIONS } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { entries, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { PINS, PROVIDERS, type ProviderName } from "./pins";
import { inCdktn } from "./specifiers";

/** The manifest of `cdktn-acr-aks`, from the one of `cdktf-acr-aks`. */
export function cdktnManifest(own: JsonObject): JsonObject {
  const { cdktf: _cdktf, "cdktf-cli": _cli, constructs: _constructs, ...tools } = objectOf(own.devDependencies);
  const isBinding = (name: string) => name.startsWith("@cdktf/provider-");
  const bindings = (version: (name: ProviderName) => string) =>
    Object.fromEntries(PROVIDERS.map((name) => [`@cdktn/provider-${name}`, version(name)]));
  return {
    ...own,
    name: inCdktn(String(own.name)),
    // The examples are apps of the other package.
    workspaces: ["packages/*"],
    jsii: { ...objectOf(own.jsii), targets: targets(objectOf(objectOf(own.jsii).targets)) },
    jest: {
      ...objectOf(own.jest),
      testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
      // Pages, their snippets, the examples and kept plans are written for the other package. Conventions are those of the same sources.
      // The tools import no CDK. One test asks them about stacks of whichever CDK made them.
      testPathIgnorePatterns: [
        "/node_modules/",
        "<rootDir>/__tests__/(attacks|terraform|real|package|cdktn|languages|sweeps|docs|examples|stacks)/",
        "<rootDir>/__tests__/unit/conventions",
        "<rootDir>/__tests__/unit/together/(?!synthesized-stack)",
        "/tools/",
      ],
      moduleNameMapper: JSON.parse(inCdktn(JSON.stringify(objectOf(own.jest).moduleNameMapper))),
    },
    peerDependencies: {
      // Bindings that an app has generated count as their provider does, prebuilt ones higher. Which cdktn they are for, they say themselves.
      ...bindings((name) => `>=${PROVIDER_VERSIONS[name].latest}`),
      cdktn: `>=${PINS.cdktn} <1`,
      constructs: `^${PINS.constructs}`,
    },
    peerDependenciesMeta: JSON.parse(inCdktn(JSON.stringify(objectOf(own.peerDependenciesMeta)))),
    devDependencies: {
      ...Object.fromEntries(entries(tools).filter(([name]) => !isBinding(name))),
      ...bindings((name) => PINS.bindings[name]),
      cdktn: PINS.cdktn,
      "cdktn-cli": PINS.cdktn,
      constructs: PINS.constructs,
    },
  };
}

/** The organization on GitHub is one for both packages. */
function targets(own: JsonObject): JsonObject {
  const { go, ...others } = own;
  const { moduleName } = objectOf(go);
  const [organization, module] = String(moduleName).split(/\/(?=[^/]*$)/);
  return { ...JSON.parse(inCdktn(JSON.stringify(others))), go: { moduleName: `${organization}/${inCdktn(module)}` } };
}
