import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const RESOURCES = 5_000;
const MODULE = join(__dirname, "../packages/terraform-stack-tools/lib/hand-off");

/** Resources of four types, some of which have blocks at several levels. */
function stack(count: number): object {
  const named = (body: (index: number) => object) =>
    Object.fromEntries(Array.from({ length: count / 4 }, (_, index) => [`r${index}`, body(index)]));
  const container = { name: "app", image: "app:${var.release}", command: ["run"], port: [{ container_port: 80 }] };
  return {
    terraform: {
      required_providers: {
        azurerm: { source: "hashicorp/azurerm", version: "4.55.0" },
        kubernetes: { source: "hashicorp/kubernetes", version: "2.38.0" },
      },
    },
    provider: { azurerm: [{ features: [{}] }] },
    variable: { release: { type: "string" } },
    resource: {
      azurerm_role_assignment: named((index) => ({
        scope: `registry-${index}`,
        role_definition_name: "AcrPull",
        principal_id: "x",
      })),
      azurerm_subnet: named((index) => ({
        name: `subnet-${index}`,
        resource_group_name: "rg",
        virtual_network_name: "network",
        address_prefixes: ["10.0.0.0/24"],
        delegation: [{ name: "d", service_delegation: { name: "x", actions: ["a", "b"] } }],
      })),
      kubernetes_config_map_v1: named((index) => ({ metadata: { name: `map-${index}` }, data: { a: "1" } })),
      kubernetes_deployment_v1: named((index) => ({
        metadata: { name: `app-${index}` },
        spec: {
          selector: { match_labels: { app: "x" } },
          template: { metadata: { labels: { app: "x" } }, spec: { container: [container] } },
        },
      })),
    },
  };
}

/** The seconds of processor time and the megabytes that a program of its own takes. */
function measured(program: string): { readonly seconds: number; readonly megabytes: number } {
  const report =
    "; const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();" +
    "console.log(JSON.stringify({ seconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 }))";
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", program + report], { encoding: "utf8" });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return JSON.parse(stdout);
}

/** Hand-overs of a large stack beside reading and printing its JSON, in one run on one machine. */
const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-bench-"));
try {
  const input = join(folder, "stack");
  const file = join(input, "cdk.tf.json");
  mkdirSync(input);
  writeFileSync(file, JSON.stringify(stack(RESOURCES)));
  const bare = measured(
    `JSON.stringify(JSON.parse(require("node:fs").readFileSync(${JSON.stringify(file)}, "utf8")), null, 2)`,
  );
  for (const format of ["json", "hcl"]) {
    const options = JSON.stringify({ input, out: join(folder, format), format });
    const { seconds, megabytes } = measured(`require(${JSON.stringify(MODULE)}).handOff(${options})`);
    console.log(
      `${RESOURCES} resources as ${format}: ${seconds.toFixed(2)} s of processor time, ` +
        `${(seconds / bare.seconds).toFixed(1)} times that of reading and printing the JSON; ${megabytes.toFixed(0)} MB`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
