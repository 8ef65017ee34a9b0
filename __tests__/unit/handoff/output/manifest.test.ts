import { digestOf, indexManifestOf, manifestOf, readManifest } from "../../../../src/handoff/output/manifest";
import { GRANT } from "../../../support/hand-off";

const files = new Map([["a", Buffer.from("x")]]);
const source = { name: "grant", file: "f", bytes: Buffer.from("bytes"), stack: GRANT, assets: new Map() };
const manifest = manifestOf(source, "1.2.3", "json", files);

test("says where a bundle comes from, and what it was", () => {
  expect(manifest).toEqual({
    format: "cdktf-acr-aks hand-off 1",
    language: "json",
    generator: "cdktf-acr-aks 1.2.3",
    stack: { name: "grant", cdktf: "0.21.0", digest: digestOf("bytes") },
    providers: { azurerm: { source: "hashicorp/azurerm", pinned: "4.55.0", allowed: ">= 4.55.0, < 5.0.0" } },
    files: { a: "sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881" },
  });
});

test("is read again, that of an index too", () => {
  expect(readManifest(JSON.stringify(manifest))?.files.get("a")).toBe(digestOf("x"));
  const index = readManifest(JSON.stringify(indexManifestOf(["one"], "1", files)));
  expect([index?.files.get("a"), index?.bundles]).toEqual([digestOf("x"), ["one"]]);
});

test.each(["", "null", "[]", "{}", '{"stacks":{}}', '{"format":"cdktf-acr-aks hand-off 1","files":[]}'])(
  "'%s' is none of ours",
  (text) => {
    expect(readManifest(text)).toBeUndefined();
  },
);
