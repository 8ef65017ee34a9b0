import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { changesOf, type Files } from "../../../../src/handoff/output/folder-changes";
import { digestOf } from "../../../../src/handoff/output/manifest";
import { inFolder, lay } from "../../../support/hand-off";
import type { Json } from "../../../support/stack";

const FORMAT = "cdktf-acr-aks hand-off 1";

const manifest = (files: Record<string, string>, more: Json = {}) =>
  JSON.stringify({
    format: FORMAT,
    files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, digestOf(text)])),
    ...more,
  });

const files = (contents: Record<string, string>): Files =>
  new Map(Object.entries(contents).map(([path, text]) => [path, Buffer.from(text)]));

test("what was written is ours as long as it is unedited; what no longer comes is obsolete", () => {
  inFolder((folder) => {
    lay(folder, { a: "one", b: "one", "manifest.json": manifest({ a: "one", b: "one" }), mine: "x" });
    expect(changesOf(folder, files({ a: "two", "manifest.json": "{}" }))).toEqual({ foreign: [], obsolete: ["b"], lost: [] });
    lay(folder, { a: "edited", b: "edited" });
    expect(changesOf(folder, files({ a: "two", "manifest.json": "{}" }))).toEqual({
      foreign: ["a", "b"],
      obsolete: ["b"],
      lost: [],
    });
  });
});

test("a folder without a manifest of ours is somebody else's, but for what would stay as it is", () => {
  inFolder((folder) => {
    lay(folder, { a: "two", other: "x" });
    expect(changesOf(folder, files({ a: "two", "manifest.json": "{}" }))).toEqual({ foreign: ["other"], obsolete: [], lost: [] });
  });
});

test("the bundles of an index are looked through, also those that no longer come", () => {
  inFolder((folder) => {
    lay(folder, { "manifest.json": manifest({}, { bundles: ["one"] }), "one/a": "x", "one/manifest.json": manifest({ a: "x" }) });
    const { obsolete, lost } = changesOf(folder, files({ "manifest.json": "{}" }));
    expect([obsolete, lost]).toEqual([["one/a", "one/manifest.json"], ["one"]]);
  });
});

test("a forged manifest names nothing outside the folder", () => {
  inFolder((root) => {
    const folder = join(root, "out");
    lay(root, { secret: "x", "other/manifest.json": manifest({ a: "x" }) });
    const forged = { "../secret": "x", "/etc/hostname": "x", "a/../../secret": "x" };
    lay(folder, { "manifest.json": manifest(forged, { bundles: ["../other", "/", ""] }) });
    expect(changesOf(folder, files({ "manifest.json": "{}" }))).toEqual({ foreign: [], obsolete: [], lost: [] });
  });
});

test("fails for a link on the way, which would lead out", () => {
  inFolder((folder) => {
    lay(folder, { "manifest.json": manifest({}) });
    symlinkSync("/", join(folder, "tests"));
    expect(() => changesOf(folder, files({ "tests/plan": "x", "manifest.json": "{}" }))).toThrow(
      "is a link, or a folder in place of a file",
    );
  });
});

test("a bundle in place of which an index comes is lost", () => {
  inFolder((folder) => {
    lay(folder, { "manifest.json": manifest({ a: "x" }), a: "x" });
    expect(changesOf(folder, files({ "one/manifest.json": "{}", "manifest.json": "{}" })).lost).toEqual(["."]);
  });
});

test("a hand-over that lost its manifest leaves nothing of the other format, and no repository is somebody else's", () => {
  inFolder((folder) => {
    lay(folder, { "main.tf.json": "x", "versions.tf.json": "x", ".git/HEAD": "x" });
    expect(changesOf(folder, files({ "main.tf": "x", "versions.tf": "x", "manifest.json": "{}" }))).toEqual({
      foreign: ["main.tf.json", "versions.tf.json"],
      obsolete: ["main.tf.json", "versions.tf.json"],
      lost: [],
    });
  });
});
