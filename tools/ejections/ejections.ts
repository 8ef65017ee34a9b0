import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stacksOf } from "../../__tests__/support/scenarios";
import { render } from "../../__tests__/support/stack";
import { type EjectOptions, eject } from "../../packages/terraform-stack-tools/src/eject";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { scenarios } from "../../stacks/main";
import { shop, shopSchemas } from "./shop";

/** Where they are, from the top of the project. */
export const PLACE = "packages/terraform-stack-tools/docs";

/** An app, and how it is ejected. */
export interface Ejection {
  readonly name: string;
  readonly stacks: () => Readonly<Record<string, JsonObject>>;
  readonly schemas?: () => JsonObject;
  readonly options: Partial<EjectOptions>;
}

export const EJECTIONS: readonly Ejection[] = [
  { name: "shop", stacks: shop, schemas: shopSchemas, options: { modules: true } },
  { name: "new-cluster", stacks: () => scenario("new-cluster"), options: {} },
];

function scenario(id: string): Readonly<Record<string, JsonObject>> {
  const found = stacksOf(scenarios).filter(({ node }) => node.id === id);
  return Object.fromEntries(found.map((stack) => [stack.node.id, render(stack)]));
}

/** The files of an ejection, by path: those of the synthesized app in `before`, and those that are written in `after`. */
export function ejectionFiles({ stacks, schemas, options }: Ejection): ReadonlyMap<string, string> {
  const all = Object.entries(stacks());
  const manifest = {
    version: "0.21.0",
    stacks: Object.fromEntries(
      all.map(([name]) => [name, { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json` }]),
    ),
  };
  const before: [string, JsonObject][] = [
    ["manifest.json", manifest],
    ...all.map(([name, stack]): [string, JsonObject] => [`stacks/${name}/cdk.tf.json`, stack]),
    ...(schemas === undefined ? [] : [["schemas.json", schemas()] as [string, JsonObject]]),
  ];
  const folder = mkdtempSync(join(tmpdir(), "ejection-"));
  try {
    const input = before.map(([path, json]): [string, string] => [
      `before/${path}`,
      `${JSON.stringify(json, undefined, 2)}\n`,
    ]);
    for (const [path, text] of input) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const files = schemas === undefined ? [] : [join(folder, "before/schemas.json")];
    eject({ input: join(folder, "before"), out: join(folder, "after"), schemas: files, ...options });
    const output = filesIn(join(folder, "after")).map((path): [string, string] => [
      `after/${path}`,
      readFileSync(join(folder, "after", path), "utf8"),
    ]);
    return new Map([...input, ...output]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
}
