import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jobsOf } from "../../tools/workflows/jobs";
import { ForeignProject } from "../support/foreign-project";
import { expectScenarios, writeScenarios } from "../support/foreign-scenarios";

/** The workflow tries all rows of its matrix; elsewhere, the newest versions are tried. */
const name = process.env.VERSIONS ?? "newest";
const rows = jobsOf(join(__dirname, "../.."), ".github/workflows/nightly.yml").filter((job) => job.name === "versions");
const row = rows.find(({ matrix }) => matrix.name === name);
if (row === undefined) {
  throw new Error(`VERSIONS must be the name of a row in .github/workflows/nightly.yml, got '${name}'`);
}
const { node } = row.matrix;
const named = row.matrix.packages.split(" ").map((text) => text.split(/(?!^)@/));
const packages: Readonly<Record<string, string>> = Object.fromEntries(named);
const isThisNode = process.versions.node.startsWith(`${node}.`);
const PROGRAMS: Readonly<Record<string, string>> = { "cdktf-cli": "cdktf", "cdktn-cli": "cdktn" };
const program = Object.keys(packages).find((tool) => tool in PROGRAMS);

describe(`the versions '${name}'`, () => {
  const project = new ForeignProject({ dependencies: isThisNode ? packages : { ...packages, node } });
  const own = join(project.folder, "node_modules/node/bin/node");
  const nodePath = isThisNode ? process.execPath : own;
  const runNode = (...args: readonly string[]) => project.run(nodePath, ...args);
  const bin = (tool: string) => join("node_modules/.bin", tool);

  beforeAll(() => {
    project.install("@types/node");
    writeScenarios(project);
  });
  afterAll(() => project.remove());

  test("are those that run", () => {
    expect(runNode("--version")).toMatch(`v${node}.`);
    const { version } = JSON.parse(readFileSync(join(project.folder, "node_modules/constructs/package.json"), "utf8"));
    expect(version).toBe(packages.constructs);
  });

  test("compile the scenarios strictly and synthesize what the versions of the lock file do", () => {
    const compilerOptions = { target: "ES2022", module: "CommonJS", strict: true, rootDir: ".", outDir: "out", types: ["node"] };
    writeFileSync(join(project.folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["stacks"] }));
    runNode(bin("tsc"), "--project", ".");
    runNode("out/stacks/main.js");
    expectScenarios(project, "cdktf.out");
  });

  (program === undefined ? test.skip : test)("synthesize with the program of the CDK", () => {
    const settings = {
      language: "typescript",
      app: `${nodePath} out/stacks/main.js`,
      projectId: "user",
      sendCrashReports: "false",
    };
    writeFileSync(join(project.folder, "cdktf.json"), JSON.stringify(settings));
    runNode(bin(PROGRAMS[program ?? ""]), "synth", "--output", "by-program");
    expectScenarios(project, "by-program");
  });

  ("jsii" in packages ? test : test.skip)("compile a jsii library of somebody else's constructs", () => {
    const library = join(project.folder, "library");
    mkdirSync(library);
    symlinkSync(join(project.folder, "node_modules"), join(library, "node_modules"));
    writeFileSync(join(library, "package.json"), JSON.stringify(LIBRARY));
    writeFileSync(join(library, "index.ts"), TEAM_SECRET);
    project.runIn("library", nodePath, bin("jsii"));
    const { types } = JSON.parse(readFileSync(join(library, ".jsii"), "utf8"));
    expect(types["team-secrets.TeamSecret"].initializer.parameters[2].type).toEqual({ fqn: "team-secrets.TeamSecretProps" });
  });
});

const PEERS = { "cdktf-acr-aks": "*", cdktf: "*", constructs: "*" };

const LIBRARY = {
  name: "team-secrets",
  version: "1.0.0",
  description: "Secrets of teams",
  license: "Apache-2.0",
  author: { name: "user" },
  repository: { url: "https://example.com/team-secrets.git" },
  main: "index.js",
  types: "index.d.ts",
  peerDependencies: PEERS,
  jsii: { targets: {} },
};

const TEAM_SECRET = `
import { type IRegistryCredentials, ImagePullSecret } from "cdktf-acr-aks";
import { Construct } from "constructs";

export interface TeamSecretProps {
  readonly credentials: IRegistryCredentials;
  readonly team: string;
}

export class TeamSecret extends Construct {
  constructor(scope: Construct, id: string, props: TeamSecretProps) {
    super(scope, id);
    new ImagePullSecret(this, "acr", { credentials: [props.credentials], namespaces: [props.team] });
  }
}
`;
