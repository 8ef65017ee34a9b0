import { join } from "node:path";
import { ownSource } from "../../../../src/cli/init/own-source";
import type { Json } from "../../../../src/terraform/json";
import { inFolder, writeFiles } from "../../../support/hand-off";

const { version } = require("../../../../package.json");

function sourceWhere(installed: Json): string {
  return inFolder((folder) => {
    writeFiles(folder, {
      "tool/node_modules/.package-lock.json": { packages: { "node_modules/cdktf-acr-aks": installed } },
    });
    return ownSource(join(folder, "apps/one"), join(folder, "tool/node_modules/cdktf-acr-aks"));
  });
}

test("is the version where npm installed the package from a registry, or left it where it is", () => {
  expect(sourceWhere({ resolved: "https://packages.example/cdktf-acr-aks/-/cdktf-acr-aks-0.1.0.tgz" })).toBe(version);
  expect(sourceWhere({ resolved: "../cdktf-acr-aks", link: true })).toBe(version);
  expect(sourceWhere({})).toBe(version);
  expect(ownSource("/somewhere")).toBe(version);
});

test("is the file from which npm installed the package, seen from the project", () => {
  expect(sourceWhere({ resolved: "file:../packed/cdktf-acr-aks-0.1.0.tgz" })).toBe("file:../../packed/cdktf-acr-aks-0.1.0.tgz");
});
