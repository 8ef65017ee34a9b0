import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { PROVIDER_VERSIONS } from "../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { type JsonObject, objectOf } from "../packages/terraform-stack-tools/src/stack/json";

const PROJECT = join(__dirname, "..");

/** The versions that `cdktn-acr-aks` is built and tested with. */
export const PINS = {
  cdktn: "0.24.0",
  constructs: "10.7.0",
  bindings: { azurerm: "18.9.0", azuread: "17.1.0", kubernetes: "17.1.0" },
} as const;

type ProviderName = keyof typeof PINS.bindings;

export const PROVIDERS: readonly ProviderName[] = ["azurerm", "azuread", "kubernetes"];

/** Where a module is named: `from "…"`, `require("…")`, `require.resolve("…")`, `import("…")`, `jest.mock("…")`. */
const SPECIFIER = /((?:\bfrom |\b(?:require(?:\.resolve)?|import|mock)\()")((?:@?cdktf|cdktf-acr-aks)(?:\/[^"]*)?)"/g;

/** A TypeScript file with the modules of cdktn in place of those of cdktf. Nothing else in it changes. */
export function withCdktnSpecifiers(text: string): string {
  return text.replace(SPECIFIER, (_whole, before: string, module: string) => `${before}${inCdktn(module)}"`);
}

/** The name that a package, a module or a program has in the world of cdktn. */
function inCdktn(name: string): string {
  return name.replace(/cdktf/g, "cdktn").replace(/Cdktf/g, "Cdktn");
}

/** The manifest of `cdktn-acr-aks`, from the one of `cdktf-acr-aks`. */
export function cdktnManifest(own: JsonObject) {
  const renamed = (value: unknown) => JSON.parse(inCdktn(JSON.stringify(value)));
  const isOfCdktf = (name: string) => /^(cdktf|cdktf-cli|constructs|@cdktf\/provider-.*)$/.test(name);
  const tools = Object.entries(objectOf(own.devDependencies)).filter(([name]) => !isOfCdktf(name));
  const bindings = (version: (name: ProviderName) => string) =>
    Object.fromEntries(PROVIDERS.map((name) => [`@cdktn/provider-${name}`, version(name)]));
  const targets = objectOf(objectOf(own.jsii).targets);
  // The organization on GitHub is one for both packages.
  const go = { moduleName: String(objectOf(targets.go).moduleName).replace(/[^/]+$/, inCdktn) };
  return {
    ...own,
    name: inCdktn(String(own.name)),
    // The examples are apps of the other package.
    workspaces: ["packages/*"],
    jsii: { ...objectOf(own.jsii), targets: { ...renamed(targets), go } },
    jest: {
      ...objectOf(own.jest),
      testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
      // Pages, their snippets, the examples and kept plans are written for the other package. Conventions are those of the same sources.
      // The tools import no CDK. One test asks them about stacks of whichever CDK made them.
      testPathIgnorePatterns: [
        "/node_modules/",
        "<rootDir>/__tests__/(terraform|real|package|cdktn|languages|site|sweeps)/",
        "<rootDir>/__tests__/unit/(conventions|stacks/)",
        "<rootDir>/__tests__/unit/together/(?!synthesized-stack)",
        "/tools/",
      ],
      moduleNameMapper: renamed(objectOf(own.jest).moduleNameMapper),
    },
    peerDependencies: {
      // Bindings that an app has generated count as their provider does, prebuilt ones higher. Which cdktn they are for, they say themselves.
      ...bindings((name) => `>=${PROVIDER_VERSIONS[name].latest}`),
      cdktn: `>=${PINS.cdktn} <1`,
      constructs: `^${PINS.constructs}`,
    },
    peerDependenciesMeta: renamed(own.peerDependenciesMeta),
    devDependencies: {
      ...Object.fromEntries(tools),
      ...bindings((name) => PINS.bindings[name]),
      cdktn: PINS.cdktn,
      "cdktn-cli": PINS.cdktn,
      constructs: PINS.constructs,
    },
  };
}

/** The starter makes apps of cdktf. The lock file is one of its packages, too. */
const LEFT_OUT = /^packages\/create-cdktf-acr-aks\/|^package-lock\.json$/;

/** The tools are one package for both CDKs. Their tests, which make stacks, run on the other one here. */
const UNCHANGED = /^packages\/[^/]+\/src\//;

/** Lays out `cdktn-acr-aks`: the files of this repository, with other module specifiers and another package.json. */
function layOut(folder: string): void {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", args, { cwd: PROJECT, encoding: "utf8" }).trim().split("\n");
  for (const path of ["src", "__tests__", "stacks", "examples", "packages", "tools"]) {
    rmSync(join(folder, path), { recursive: true, force: true });
  }
  for (const path of files.filter((name) => !LEFT_OUT.test(name) && existsSync(join(PROJECT, name)))) {
    cpSync(join(PROJECT, path), join(folder, path));
    const isSource = extname(path) === ".ts" && !UNCHANGED.test(path);
    if (isSource || path === "tsconfig.json") {
      const text = readFileSync(join(PROJECT, path), "utf8");
      writeFileSync(join(folder, path), isSource ? withCdktnSpecifiers(text) : inCdktn(text));
    }
  }
  const manifest = cdktnManifest(objectOf(JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"))));
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** The npm package of a prebuilt binding, as a tarball. */
export function bindingTarball(folder: string, provider: ProviderName): string {
  return tarballOf(folder, `cdktn-provider-${provider}`, PINS.bindings[provider]);
}

/**
 * An npm package of cdktn as a tarball. It is taken from the wheel on PyPI, which holds it whole, so that TypeScript and
 * Python are tested with the same bytes.
 * @param folder keeps the tarball, so that the next call finds it
 * @param version otherwise the newest one, prereleases included
 */
function tarballOf(folder: string, name: string, version?: string): string {
  const tarball = join(folder, `${name}-${version ?? "newest"}.tgz`);
  if (version !== undefined && existsSync(tarball)) {
    return tarball;
  }
  const download = join(folder, name);
  rmSync(download, { recursive: true, force: true });
  mkdirSync(download, { recursive: true });
  const python = (...args: readonly string[]) =>
    execFileSync("python3", ["-m", ...args], { stdio: ["ignore", "ignore", "inherit"] });
  const which = version === undefined ? ["--pre", name] : [`${name}==${version}`];
  python("pip", "download", "--quiet", "--no-deps", "--dest", download, ...which);
  python("zipfile", "-e", join(download, readdirSync(download)[0]), download);
  const packed = join(download, name.replace(/-/g, "_"), "_jsii");
  const [inWheel] = readdirSync(packed).filter((file) => file.endsWith(".tgz"));
  renameSync(join(packed, inWheel), tarball);
  console.error(`${inWheel.replace(".jsii.tgz", "")}: from the wheel on PyPI`);
  return tarball;
}

/** `npm run cdktn [-- --newest]`, with the newest cdktn and bindings in place of the pins. */
function main(args: readonly string[]): void {
  const folder = join(PROJECT, "dist/cdktn");
  const wheels = join(PROJECT, "dist/cdktn-bindings");
  layOut(folder);
  const tarballs = args.includes("--newest")
    ? ["cdktn", ...PROVIDERS.map((name) => `cdktn-provider-${name}`)].map((name) => tarballOf(wheels, name))
    : PROVIDERS.map((provider) => bindingTarball(wheels, provider));
  // From their tarballs, so that npm asks its registry for no binding. The program of cdktn wants an older jsii than this package is built with.
  const options = ["--no-save", "--no-package-lock", "--legacy-peer-deps", "--no-audit", "--no-fund"];
  execFileSync("npm", ["install", ...options, ...tarballs], { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
  console.log(folder);
}

if (require.main === module) {
  main(process.argv.slice(2));
}
