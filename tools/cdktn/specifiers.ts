/** Where a module is named: `from "…"`, `require("…")`, `require.resolve("…")`, `import("…")`, `jest.mock("…")`. */
const SPECIFIER = /((?:\bfrom |\b(?:require(?:\.resolve)?|import|mock)\()")((?:@?cdktf|cdktf-acr-aks)(?:\/[^"]*)?)"/g;

/** A TypeScript file with the modules of cdktn in place of those of cdktf. Nothing else in it changes. */
export function withCdktnSpecifiers(text: string): string {
  return text.replace(SPECIFIER, (_whole, before: string, module: string) => `${before}${inCdktn(module)}"`);
}

/** The name that a package, a module or a program has in the world of cdktn. */
export function inCdktn(name: string): string {
  return name.replace(/cdktf/g, "cdktn").replace(/Cdktf/g, "Cdktn");
}
