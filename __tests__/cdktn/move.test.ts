import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eject } from "../../packages/terraform-stack-tools/src/export/eject";
import { PROVIDER_VERSIONS } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { scenarios } from "../../stacks/main";
import {
  describeReal,
  type FakeAzure,
  type KubernetesCluster,
  offline,
  RealWorkspace,
  startAks,
  startKubernetes,
} from "../real/support/providers";
import { inputsOf } from "../real/support/scenarios";
import { stacksOf } from "../support/scenarios";
import { OTHER, PROJECT, synthesized } from "./projects";

/** The bindings of cdktn require releases that are not here, so the app asks for earlier ones, as users do. */
const VERSIONS = Object.fromEntries(Object.entries(PROVIDER_VERSIONS).map(([name, { latest }]) => [name, latest]));
const OVERRIDE = `
  const versions = ${JSON.stringify(VERSIONS)};
  for (const stack of app.node.children) {
    for (const { terraformResourceType: type } of stack.node.findAll()) {
      if (type in versions) {
        stack.addOverride("terraform.required_providers." + type + ".version", versions[type]);
      }
    }
  }`;

describeReal("an app that moves from cdktf to cdktn", () => {
  let cluster: KubernetesCluster;
  let azure: FakeAzure;
  let before: Readonly<Record<string, JsonObject>>;
  let after: Readonly<Record<string, JsonObject>>;
  const out = mkdtempSync(join(tmpdir(), "move-"));

  beforeAll(async () => {
    before = synthesized(PROJECT, join(out, "cdktf"));
    after = synthesized(OTHER, join(out, "cdktn"), OVERRIDE);
    // Everybody may pull from contosoregistry, because the kubelet does not know the passwords that the scenarios create.
    cluster = await startKubernetes("contoso.azurecr.io=puller:secret", "contosoregistry.azurecr.io=");
    azure = await startAks(cluster, { FAKE_AZURE_AKS_OIDC_DEFAULT: "1" });
  });

  afterAll(async () => {
    await Promise.all([azure, cluster].map((running) => running?.stop()));
    rmSync(out, { recursive: true });
  });

  const ids = stacksOf(scenarios).map(({ node }) => node.id);
  const applied = new Map<string, RealWorkspace>();

  test.concurrent.each(ids)("finds nothing to change in what %s has applied", async (id) => {
    const workspace = new RealWorkspace(azure);
    await cluster.api("POST", "/api/v1/namespaces", { metadata: { name: id } });
    workspace.write(before[id]).variables(inputsOf(id, cluster, id));
    await workspace.applyMeanwhile();
    workspace.write(after[id]);
    await workspace.succeedMeanwhile("init", "-upgrade", "-input=false");
    expect(await workspace.changesMeanwhile()).toEqual([]);
    // Its providers write what they call the arguments now.
    await workspace.applyMeanwhile();
    applied.set(id, workspace);
  });

  test.each(ids)("and leaves cdktn, too: %s is ejected, and changes nothing over that state", (id) => {
    const workspace = applied.get(id);
    const state = join(out, `${id}.tfstate`);
    writeFileSync(state, workspace?.succeed("state", "pull") ?? "");
    const { comparisons } = offline(new RealWorkspace(azure), join(out, "cache"), () =>
      eject({
        input: join(out, "cdktn/stacks", id),
        out: join(out, "ejected", id),
        check: true,
        binary: "terraform",
        state: [state],
        values: inputsOf(id, cluster, id),
      }),
    );
    expect(comparisons).toEqual([{ name: id, objects: expect.any(Number), differences: [], pending: [] }]);
    expect(comparisons[0].objects).toBeGreaterThan(0);
  });
});
