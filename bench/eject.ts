import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** As users have it: compiled, by `npm run build`. */
const MODULE = join(__dirname, "../packages/terraform-stack-tools/lib/eject");

const TERRAFORM = { required_providers: { azurerm: { source: "hashicorp/azurerm", version: "4.55.0" } } };

/** A team of a stack: siblings, names with hashes, and values that repeat. */
function team(stack: string, name: string): Readonly<Record<string, object>> {
  const at = (id: string, body: object): [string, object] => [
    `${name}_${id}_0000000A`,
    { ...body, "//": { metadata: { path: `${stack}/${name}/${id}` } } },
  ];
  const group = `\${azurerm_resource_group.${name}_Group_0000000A.name}`;
  const place = { resource_group_name: group, location: "westeurope", tags: { stack } };
  return {
    azurerm_resource_group: Object.fromEntries([
      at("Group", { name: `rg-${stack}-${name}`, location: "westeurope", tags: { stack } }),
    ]),
    azurerm_user_assigned_identity: Object.fromEntries([at("Identity", { ...place, name: `id-${stack}-${name}` })]),
    azurerm_virtual_network: Object.fromEntries([
      at("Network", { ...place, name: `vnet-${name}`, address_space: ["10.0.0.0/16"] }),
    ]),
    azurerm_subnet: Object.fromEntries(
      ["apps", "jobs"].map((subnet, index) =>
        at(`subnet-${subnet}`, {
          name: `snet-${subnet}`,
          resource_group_name: group,
          virtual_network_name: `\${azurerm_virtual_network.${name}_Network_0000000A.name}`,
          address_prefixes: [`10.0.${index}.0/24`],
        }),
      ),
    ),
  };
}

const RESOURCES_OF_TEAM = 5;

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
function app(folder: string, count: number): string {
  const input = join(folder, `app-${count}`);
  const backend = (index: number) => ({ s3: { bucket: "states", key: `s${index}`, region: "eu-central-1" } });
  const names = Array.from({ length: count }, (_, index) => `shop-${index.toString(36)}x`);
  const state = { s: { backend: "s3", config: backend(0).s3 } };
  const reads = {
    data: { terraform_remote_state: state },
    locals: { id: "${data.terraform_remote_state.s.outputs.id}" },
  };
  for (const [index, name] of names.entries()) {
    const output = { output: { id: { value: "${azurerm_resource_group.team0_Group_0000000A.id}" } } };
    const stack = stackOf(name, index % 10 === 9 ? 2 : 1, index === 0 ? output : reads);
    mkdirSync(join(input, "stacks", name), { recursive: true });
    const json = { ...stack, terraform: { ...TERRAFORM, backend: backend(index) } };
    writeFileSync(join(input, "stacks", name, "cdk.tf.json"), JSON.stringify(json));
  }
  const paths = names.map((name) => [name, { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json` }]);
  writeFileSync(join(input, "manifest.json"), JSON.stringify({ stacks: Object.fromEntries(paths) }));
  return input;
}

function single(folder: string, resources: number): string {
  const input = join(folder, `stack-${resources}`);
  mkdirSync(input);
  writeFileSync(join(input, "cdk.tf.json"), JSON.stringify(stackOf("one", resources / RESOURCES_OF_TEAM)));
  return input;
}

/** Constructs of three siblings each, all of the same names. */
function constructs(folder: string, resources: number): string {
  const input = join(folder, `constructs-${resources}`);
  const at = (index: number) => {
    const [parent, subnet] = [Math.floor(index / 3), `subnet-${index}`];
    const body = {
      resource_group_name: `rg-${parent}`,
      virtual_network_name: "vnet",
      address_prefixes: [`10.${index}.0.0/24`],
    };
    return [subnet, { name: `snet-${index}`, ...body, "//": { metadata: { path: `one/c${parent}/${subnet}` } } }];
  };
  const azurerm_subnet = Object.fromEntries(Array.from({ length: resources }, (_, index) => at(index)));
  mkdirSync(input);
  writeFileSync(join(input, "cdk.tf.json"), JSON.stringify({ terraform: TERRAFORM, resource: { azurerm_subnet } }));
  return input;
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

/** Reads and prints all JSON below a folder. */
const BARE = (input: string) =>
  `const fs = require("node:fs"), path = require("node:path");
   for (const name of fs.readdirSync(${JSON.stringify(input)}, { recursive: true })) {
     if (name.endsWith(".tf.json")) {
       JSON.stringify(JSON.parse(fs.readFileSync(path.join(${JSON.stringify(input)}, name), "utf8")), null, 2);
     }
   }`;

/** What ejecting takes beside reading and printing the JSON, and how it grows: linear is 4 for four times as much. */
function report(what: string, sizes: readonly number[], write: (folder: string, size: number) => string): void {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-bench-"));
  try {
    const found = sizes.map((size) => {
      const input = write(folder, size);
      const bare = measured(BARE(input));
      const options = JSON.stringify({ input, out: `${input}-out` });
      const { seconds, megabytes } = measured(`require(${JSON.stringify(MODULE)}).eject(${options})`);
      console.log(
        `${size} ${what} ejected: ${seconds.toFixed(2)} s of processor time, ` +
          `${(seconds / bare.seconds).toFixed(1)} times that of reading and printing the JSON; ${megabytes.toFixed(0)} MB`,
      );
      return seconds;
    });
    const [first, last] = [found[0], found[found.length - 1]];
    const [least, most] = [sizes[0], sizes[sizes.length - 1]];
    console.log(`${what}: ${most / least} times as many take ${(last / first).toFixed(1)} times as long`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

report("stacks", [250, 500, 1_000], app);
report("resources in one stack", [1_250, 2_500, 5_000], single);
report("siblings in constructs", [5_000, 10_000, 20_000], constructs);
