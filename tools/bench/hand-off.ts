import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeUniqueId } from "cdktf/lib/private/unique";
import { processorSeconds } from "./support/processor";
import { measured, PROJECT } from "./support/program";

/** As users have it: compiled, by `npm run build`. */
const LIB = join(PROJECT, "packages/terraform-stack-tools/lib");

const TERRAFORM = { required_providers: { azurerm: { source: "hashicorp/azurerm", version: "4.55.0" } } };
const LOCATION = "westeurope";
const RESOURCES_OF_TEAM = 5;
const ACTIONS = ["Microsoft.Network/networkinterfaces/*", "Microsoft.Network/virtualNetworks/subnets/action"];

/** A team of a stack: siblings, names with hashes, and values that repeat. */
function team(stack: string, name: string): Readonly<Record<string, object>> {
  const at = (id: string, body: object): [string, object] => [
    makeUniqueId([name, id]),
    { ...body, "//": { metadata: { path: `${stack}/${name}/${id}` } } },
  ];
  const group = `\${azurerm_resource_group.${makeUniqueId([name, "Group"])}.name}`;
  const place = { resource_group_name: group, location: LOCATION, tags: { stack } };
  const subnet = (id: string, index: number) =>
    at(`subnet-${id}`, {
      name: `snet-${id}`,
      resource_group_name: group,
      virtual_network_name: `\${azurerm_virtual_network.${makeUniqueId([name, "Network"])}.name}`,
      address_prefixes: [`10.0.${index}.0/24`],
      delegation: [
        { name: "d", service_delegation: { name: "Microsoft.ContainerInstance/containerGroups", actions: ACTIONS } },
      ],
    });
  const network = at("Network", { ...place, name: `vnet-${name}`, address_space: ["10.0.0.0/16"] });
  const blocks = {
    azurerm_resource_group: [at("Group", { name: `rg-${stack}-${name}`, location: LOCATION, tags: { stack } })],
    azurerm_user_assigned_identity: [at("Identity", { ...place, name: `id-${stack}-${name}` })],
    azurerm_virtual_network: [network],
    azurerm_subnet: ["apps", "jobs"].map(subnet),
  };
  return Object.fromEntries(Object.entries(blocks).map(([type, all]) => [type, Object.fromEntries(all)]));
}

function stackOf(name: string, teams: number, more: object = {}): object {
  const all = Array.from({ length: teams }, (_, index) => team(name, `team${index}`));
  const types = Object.keys(all[0]);
  return {
    "//": { metadata: { stackName: name } },
    terraform: TERRAFORM,
    provider: { azurerm: [{ features: [{}] }] },
    resource: Object.fromEntries(types.map((type) => [type, Object.assign({}, ...all.map((one) => one[type]))])),
    ...more,
  };
}

/** Stacks of one class, of which each tenth is of another one, and all read an output of the first one. */
function app(input: string, count: number, teams = 1): void {
  const backend = (index: number) => ({ s3: { bucket: "states", key: `s${index}`, region: "eu-central-1" } });
  const names = Array.from({ length: count }, (_, index) => `shop-${index.toString(36)}x`);
  const reads = {
    data: { terraform_remote_state: { s: { backend: "s3", config: backend(0).s3 } } },
    locals: { id: "${data.terraform_remote_state.s.outputs.id}" },
  };
  for (const [index, name] of names.entries()) {
    const output = { output: { id: { value: `\${azurerm_resource_group.${makeUniqueId(["team0", "Group"])}.id}` } } };
    const stack = stackOf(name, index % 10 === 9 ? teams + 1 : teams, index === 0 ? output : reads);
    mkdirSync(join(input, "stacks", name), { recursive: true });
    const json = { ...stack, terraform: { ...TERRAFORM, backend: backend(index) } };
    writeFileSync(join(input, "stacks", name, "cdk.tf.json"), JSON.stringify(json));
  }
  const paths = names.map((name) => [name, { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json` }]);
  writeFileSync(join(input, "manifest.json"), JSON.stringify({ stacks: Object.fromEntries(paths) }));
}

function single(input: string, resources: number): void {
  writeFileSync(join(input, "cdk.tf.json"), JSON.stringify(stackOf("one", resources / RESOURCES_OF_TEAM)));
}

/** Reads and prints all JSON below a folder. */
const BARE = (input: string) =>
  `const fs = require("node:fs"), path = require("node:path");
   for (const name of fs.readdirSync(${JSON.stringify(input)}, { recursive: true })) {
     if (name.endsWith(".tf.json")) {
       JSON.stringify(JSON.parse(fs.readFileSync(path.join(${JSON.stringify(input)}, name), "utf8")), null, 2);
     }
   }`;

/** What a call takes beside reading and printing the JSON, and how it grows: linear is 4 for four times as much. */
function report(
  what: string,
  sizes: readonly number[],
  write: (input: string, size: number) => void,
  [call, options = {}]: readonly [call: string, options?: object],
): void {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-bench-"));
  try {
    const found = sizes.map((size) => {
      const input = join(folder, `app-${size}`);
      mkdirSync(input);
      write(input, size);
      const bare = measured(BARE(input));
      const given = JSON.stringify({ input, out: `${input}-out`, ...options });
      const { seconds, megabytes } = measured(`require(${JSON.stringify(LIB)} + "${call}(${given})`);
      console.log(
        `${size} ${what}: ${seconds.toFixed(2)} s of processor time, ` +
          `${(seconds / bare.seconds).toFixed(1)} times that of reading and printing the JSON; ${megabytes.toFixed(0)} MB`,
      );
      return seconds;
    });
    const [factor, growth] = [sizes, found].map((values) => values[values.length - 1] / values[0]);
    console.log(`${what}: ${factor} times as many take ${growth.toFixed(1)} times as long`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const EJECT = ['/export/eject").eject'] as const;

report("stacks ejected", [250, 500, 1_000], app, EJECT);
report("resources in one stack ejected", [1_250, 2_500, 5_000], single, EJECT);
for (const format of ["json", "hcl"]) {
  report(`resources as ${format}`, [1_250, 5_000], single, ['/export/hand-off").handOff', { format }]);
}

/** What the program takes, for the hand-over of an app and for the next one, with one more team in each stack. */
function handedOver(folder: string, count: number): { readonly first: number; readonly second: number } {
  const [input, out] = [`app-${count}`, `out-${count}`].map((name) => join(folder, name));
  const handOver = () => {
    const start = processorSeconds();
    const program = join(PROJECT, "packages/terraform-stack-tools/lib/cli/main.js");
    execFileSync(process.execPath, [program, "hand-off", input, "--out", out, "--force"], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    return processorSeconds() - start;
  };
  app(input, count);
  const first = handOver();
  app(input, count, 2);
  return { first, second: handOver() };
}

const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-bench-"));
try {
  const [one, many] = [1, 200].map((count) => handedOver(folder, count));
  console.log(`200 stacks handed over to one: ${(many.first / one.first).toFixed(1)} times its processor time`);
  console.log(`the second hand-over of 200 stacks to that of one: ${(many.second / one.second).toFixed(1)} times`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
