import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { PROJECT, Programs } from "./support/program";
import { ratios, shown } from "./support/ratio";

const ROUNDS = 21;

const HEAD = `
const { App, TerraformStack } = require("cdktf");
const { AzurermProvider } = require("@cdktf/provider-azurerm/lib/provider");
const app = new App({ outdir: "cdktf.out" });
const stack = new TerraformStack(app, "attach");
new AzurermProvider(stack, "azurerm", { features: [{}] });`;

const OURS = `${HEAD}
const { AksCluster, ContainerRegistry } = require("cdktf-acr-aks");
const registry = ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg-shared" });
registry.grantPull(AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" }));
app.synth();`;

/** The resources of the same stack, with the same lifecycle. */
const BARE = `${HEAD}
const { DataAzurermContainerRegistry } = require("@cdktf/provider-azurerm/lib/data-azurerm-container-registry");
const { DataAzurermKubernetesCluster } = require("@cdktf/provider-azurerm/lib/data-azurerm-kubernetes-cluster");
const { RoleAssignment } = require("@cdktf/provider-azurerm/lib/role-assignment");
const registry = new DataAzurermContainerRegistry(stack, "acr", { name: "contoso", resourceGroupName: "rg-shared" });
const condition = '\${try(self.kubelet_identity[0].object_id, "") != ""}';
const lifecycle = { postcondition: [{ condition, errorMessage: "This cluster has no kubelet identity." }] };
const cluster = new DataAzurermKubernetesCluster(stack, "aks", { name: "prod", resourceGroupName: "rg-prod", lifecycle });
new RoleAssignment(stack, "pull", {
  scope: registry.id,
  roleDefinitionName: "AcrPull",
  principalId: cluster.kubeletIdentity.get(0).objectId,
  principalType: "ServicePrincipal",
  skipServicePrincipalAadCheck: true,
  lifecycle: { ignoreChanges: ["description", "skip_service_principal_aad_check"] },
});
app.synth();`;

/** The command of docs/reference/scale.md. */
function bundle(entry: string, outfile: string, archiver: string): void {
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    minifyWhitespace: true,
    alias: { archiver },
    logLevel: "warning",
  });
}

/** Of the tools as users have them: compiled, by `npm run build`. */
const TOOLS = join(PROJECT, "packages/terraform-stack-tools/lib");

const COUNTED = `process.on("exit", () => {
  const loaded = Object.keys(require.cache).filter((file) => file.startsWith(${JSON.stringify(TOOLS)}));
  require("node:fs").writeFileSync(require("node:path").join(__dirname, "loaded"), String(loaded.length));
});`;

const programs = new Programs();
try {
  const ours = programs.write("main.js", OURS);
  const bare = programs.write("bare.js", BARE);
  const archiver = programs.write("no-archiver.js", "");
  const bundled = programs.write("bundle.js", "");
  bundle(ours, bundled, archiver);
  const time =
    (...args: readonly string[]) =>
    () =>
      programs.run(...args).processor;
  const [ofBare] = ratios(ROUNDS, time(bare), time(ours));
  const FAST = "cdktf-acr-aks/fast";
  const [imported, required, ofBundle, node] = ratios(
    ROUNDS,
    time(ours),
    time("--import", FAST, ours),
    time("--require", FAST, ours),
    time(bundled),
    time("--eval", "0"),
  );
  console.log(`small stack, whole process, to the bare resources: ${shown(ofBare)}`);
  console.log(`started with --import ${FAST}, to node main.js: ${shown(imported)}`);
  console.log(`started with --require ${FAST}, to node main.js: ${shown(required)}`);
  console.log(`bundled, to node main.js: ${shown(ofBundle)}`);
  console.log(`Node.js alone, to node main.js: ${shown(node)}`);
  const all = readdirSync(TOOLS, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js")).length;
  programs.run("--require", programs.write("counted.js", COUNTED), join(TOOLS, "cli/main.js"), "verify", "--help");
  const loaded = Number(readFileSync(join(programs.folder, "loaded"), "utf8"));
  console.log(`modules that verify --help loads, of all: ${(loaded / all).toFixed(2)} (${loaded} of ${all})`);
} finally {
  programs.remove();
}
