import { PROVIDER_VERSIONS } from "../../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { OLDEST_VERSIONS } from "../../../packages/terraform-stack-tools/src/providers/terraform-binary";
import { LOCK, readLock } from "../../testbed/programs/lock-file";

test("the lock file of the testbed has the providers whose schemas the tools ship", () => {
  const providers = Object.entries(PROVIDER_VERSIONS).flatMap(([name, versions]) =>
    Object.values(versions).map((version) => [name, version]),
  );
  expect(providers.length).toBeGreaterThan(5);
  const kept = readLock(LOCK).programs.filter(({ provider }) => provider);
  expect(kept.map(({ name, version }) => [name, version])).toEqual(expect.arrayContaining(providers));
});

test("the oldest engines are of the oldest versions that are supported", () => {
  const oldest = readLock(LOCK).programs.filter(({ files = {} }) =>
    Object.values(files).some((path) => path.startsWith("oldest/")),
  );
  const minors = oldest.map(({ name, version }) => [name, version.split(".").slice(0, 2).join(".")]);
  const { Terraform, OpenTofu } = OLDEST_VERSIONS;
  expect(minors).toEqual([
    ["terraform", Terraform.split(".").slice(0, 2).join(".")],
    ["opentofu", OpenTofu.split(".").slice(0, 2).join(".")],
  ]);
});
