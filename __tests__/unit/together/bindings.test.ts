import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { TerraformProvider } from "cdktf";
import schemas from "../../../packages/terraform-stack-tools/src/knowledge/catalogue/data/provider-schemas.json";
import { PROVIDER_VERSIONS } from "../../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { type BodySchema, isGap } from "../../../packages/terraform-stack-tools/src/providers/schemas/known-schemas";
import { bindingSchemas } from "../../../packages/terraform-stack-tools/src/providers/schemas/sources";
import { readStack } from "../../../packages/terraform-stack-tools/src/stack/stack";
import { ProviderGeneration } from "../../../src";
import { HAS_AZURERM_5 } from "../../support/pins";
import { emptyStack, render } from "../../support/stack";

interface Body {
  readonly collections?: readonly string[];
  readonly sensitive?: readonly string[];
  readonly required?: readonly string[];
  readonly blocks?: Readonly<Record<string, Body | string>>;
}

const shared: Readonly<Record<string, Body>> = schemas.shared;
const types: Readonly<Record<string, Body | string>> = schemas.types;

/** Where the bindings say something else than the provider. What only the newer version has is in no bindings. */
function contradictions(place: string, known: Body | string, text: BodySchema): string[] {
  const { collections = [], blocks = {} } = typeof known === "string" ? shared[known] : known;
  return [
    ...collections.filter((name) => text.blockOf(name) !== undefined).map((name) => `${place}.${name} is no block`),
    ...Object.entries(blocks).flatMap(([name, block]) => {
      const nested = text.blockOf(name);
      if (nested === undefined) {
        return text.takesCollection(name) ? [`${place}.${name} is a block`] : [];
      }
      return contradictions(`${place}.${name}`, block, nested);
    }),
  ];
}

const { time: _without, ...PACKAGES } = PROVIDER_VERSIONS;

describe.each(Object.entries(PACKAGES))("the bindings for %s", (name, { bindings }) => {
  const source = bindingSchemas(__dirname);
  const provider = { name, source: `hashicorp/${name}`, version: bindings, others: {} };
  const own = Object.entries(types).filter(([type]) => type.replace(/^[a-z]+\./, "").split("_")[0] === name);
  const answers = own.map(([type, body]) => ({ type, body, answer: source.find(type, provider) }));
  const found = answers.flatMap(({ type, body, answer }) =>
    answer === undefined || isGap(answer) ? [] : [{ type, body, text: answer.body }],
  );

  test("have every type that they were generated from", () => {
    const lib = join(dirname(require.resolve(`@cdktf/provider-${name}/package.json`)), "lib");
    const folders = readdirSync(lib, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(found).toHaveLength(folders.length);
  });

  test("agree with the provider's own schema about every block and collection", () => {
    expect(found.flatMap(({ type, body, text }) => contradictions(type, body, text))).toEqual([]);
  });
});

describe("the versions of providers", () => {
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
});
