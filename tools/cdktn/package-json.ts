import type { JsonObject } from "../../src/terraform/json";
import { entries, objectOf } from "../../src/terraform/json";
import { PINS, PROVIDERS } from "./pins";
import { inCdktn } from "./specifiers";

/** The manifest of `cdktn-acr-aks`, from the one of `cdktf-acr-aks`. @param tarballOf the bindings to install */
export function cdktnManifest(
  own: JsonObject,
  tarballOf: (provider: (typeof PROVIDERS)[number]) => string,
): JsonObject {
  const { cdktf: _cdktf, "cdktf-cli": _cli, constructs: _constructs, ...tools } = objectOf(own.devDependencies);
  const isBinding = (name: string) => name.startsWith("@cdktf/provider-");
  const installed = PROVIDERS.map((provider) => [`@cdktn/provider-${provider}`, `file:${tarballOf(provider)}`]);
  return {
    ...own,
    name: inCdktn(String(own.name)),
    bin: Object.fromEntries(entries(own.bin).map(([name, path]) => [inCdktn(name), path])),
    jsii: { ...objectOf(own.jsii), targets: JSON.parse(inCdktn(JSON.stringify(objectOf(own.jsii).targets))) },
    jest: JSON.parse(inCdktn(JSON.stringify(own.jest))),
    peerDependencies: {
      ...Object.fromEntries(PROVIDERS.map((name) => [`@cdktn/provider-${name}`, `^${PINS.bindings[name]}`])),
      cdktn: `^${PINS.cdktn}`,
      constructs: `^${PINS.constructs}`,
    },
    devDependencies: {
      ...Object.fromEntries(entries(tools).filter(([name]) => !isBinding(name))),
      ...Object.fromEntries(installed),
      cdktn: PINS.cdktn,
      constructs: PINS.constructs,
    },
  };
}
