import { PROVIDER_VERSIONS } from "../../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { LOCK, readLock } from "../../../testbed/programs/lock-file";

test("the lock file of the testbed has the providers whose schemas the tools ship", () => {
  const providers = Object.entries(PROVIDER_VERSIONS).flatMap(([name, versions]) =>
    Object.values(versions).map((version) => [name, version]),
  );
  expect(providers.length).toBeGreaterThan(5);
  const kept = readLock(LOCK).programs.filter(({ provider }) => provider);
  expect(kept.map(({ name, version }) => [name, version])).toEqual(expect.arrayContaining(providers));
});
