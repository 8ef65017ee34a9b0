import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lockedVersions } from "../__tests__/testbed/kubernetes/versions";
import { LOCK, readLock } from "../__tests__/testbed/programs/lock-file";
import {
  type KnownProvider,
  PROVIDER_VERSIONS,
} from "../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { OLDEST_VERSIONS } from "../packages/terraform-stack-tools/src/providers/terraform-binary";
import { table } from "../packages/terraform-stack-tools/src/shared/words";
import { page } from "./page";
import { testedNodes, testedVersions } from "./tested-versions";

interface Manifest {
  readonly engines: { readonly node: string };
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export const PATH = "docs/reference/compatibility.md";

export function compatibilityPage(): string {
  const manifest: Manifest = JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8"));
  const { engines, peerDependencies, devDependencies } = manifest;
  const [newestKubernetes, ...others] = lockedVersions().reverse();
  return page("compatibility.md", {
    node: engines.node.replace(">=", "").concat(" or later"),
    cdktfRange: peerDependencies.cdktf,
    cdktf: devDependencies.cdktf,
    constructsRange: peerDependencies.constructs,
    constructs: devDependencies.constructs,
    testedNodes: testedNodes().join(", "),
    tested: testedTable(),
    providers: providerTable(manifest),
    terraform: OLDEST_VERSIONS.Terraform,
    opentofu: OLDEST_VERSIONS.OpenTofu,
    testedTerraform: testedEngine("bin/terraform"),
    testedOpentofu: testedEngine("bin/tofu"),
    oldestTerraform: testedEngine("oldest/terraform"),
    oldestOpentofu: testedEngine("oldest/tofu"),
    newestKubernetes,
    otherKubernetes: others.join(" and "),
  });
}

/** The version of the engine that the testbed has at a path. */
function testedEngine(path: string): string {
  const engine = readLock(LOCK).programs.find(({ files = {} }) => Object.values(files).includes(path));
  return engine?.version ?? "";
}

function testedTable(): string {
  const columns = ["constructs", "typescript", "jsii"];
  const rows = testedVersions().map(({ node, packages }) => {
    const program = Object.entries(packages).find(([name]) => name.endsWith("-cli"));
    return [node, ...columns.map((name) => packages[name]), program?.join(" ") ?? ""];
  });
  return table(["Node.js", "constructs", "TypeScript", "jsii", "Program"], rows);
}

function providerTable({ peerDependencies }: Manifest): string {
  const names = Object.keys(PROVIDER_VERSIONS) as KnownProvider[];
  const rows = names.map((name) => {
    const { bindings, latest } = PROVIDER_VERSIONS[name];
    const binding = `@cdktf/provider-${name}`;
    const range = peerDependencies[binding];
    return [name, range === undefined ? "none" : `\`${binding}\` \`${range}\``, bindings, latest];
  });
  return table(["Provider", "Peer", "Bindings", "`useAzurerm5`"], rows);
}
