import { withNewest } from "../../../tools/newest";
import { LOCK, readLock, titleOf } from "../../testbed/programs/lock-file";

const answers = (json: string, tag: string, text: string) =>
  jest.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const isKubernetes = String(input).startsWith("https://dl.k8s.io/");
    const answer = new Response(isKubernetes ? text : json);
    return Object.defineProperty(answer, "url", { value: `https://github.com/a/b/releases/tag/${tag}` });
  });

test.each([
  ["terraform", "releases.hashicorp.com/terraform/9.1.0/terraform_9.1.0_SHA256SUMS", ["terraform 1.13.3"]],
  ["opentofu", "github.com/opentofu/opentofu/releases/download/v9.2.0/tofu_9.2.0_SHA256SUMS", ["opentofu 1.12.6"]],
  ["azurerm", "releases.hashicorp.com/terraform-provider-azurerm/9.1.0/terraform-provider-azurerm_9.1.0_SHA256SUMS", []],
  ["azapi", "github.com/Azure/terraform-provider-azapi/releases/download/v9.2.0/terraform-provider-azapi_9.2.0_SHA256SUMS", []],
  ["kubernetes-server", "dl.k8s.io/v1.99.0/kubernetes-server-linux-amd64.tar.gz.sha512", []],
])("the newest %s has the checksums of its publisher, and the place of the one at its paths", async (name, sums, replaced) => {
  answers('{"version":"9.1.0"}', "v9.2.0", "v1.99.0\n");
  const { programs } = await withNewest(readLock(LOCK), name);
  expect(programs.at(-1)).toMatchObject({ name, checksums: `https://${sums}` });
  expect(programs.at(-1)).not.toHaveProperty("digest");
  const titles = programs.map(titleOf);
  expect(
    readLock(LOCK)
      .programs.map(titleOf)
      .filter((title) => !titles.includes(title)),
  ).toEqual(replaced);
});

test.each(["terraform", "opentofu", "kubernetes-server"])("what is no version of %s gets into no address", async (name) => {
  answers('{"version":"../../evil"}', "v1.0.0$(id)", "v1.38.0/../evil");
  await expect(withNewest(readLock(LOCK), name)).rejects.toThrow(" is no version.");
});
