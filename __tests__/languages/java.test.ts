import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "./support/packages";
import { expectSameAsTypeScript, languagesFolder, run, testWith } from "./support/programs";
import { writeTranslation } from "./support/translated";

/** What the generated code needs besides itself. The version of the runtime is that of the generator. */
function pom(): string {
  const versionOf = (name: string) =>
    JSON.parse(readFileSync(join(PROJECT, "node_modules", name, "package.json"), "utf8")).version;
  const dependencies = [
    ["software.amazon.jsii", "jsii-runtime", versionOf("jsii-pacmak")],
    ["software.constructs", "constructs", versionOf("constructs")],
    ["javax.annotation", "javax.annotation-api", "1.3.2"],
  ].map(
    ([group, artifact, number]) =>
      `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${number}</version></dependency>`,
  );
  return (
    "<project><modelVersion>4.0.0</modelVersion><groupId>programs</groupId><artifactId>programs</artifactId>" +
    `<version>1</version><dependencies>${dependencies.join("")}</dependencies></project>`
  );
}

testWith("mvn", "--version")("the translation to Java compiles, and synthesizes what the TypeScript does", () => {
  const folder = join(languagesFolder(), "java");
  mkdirSync(folder);
  writeFileSync(join(folder, "pom.xml"), pom());
  run(folder, "mvn", ["--quiet", "--batch-mode", "dependency:copy-dependencies", "-DoutputDirectory=jars"]);
  const code = join(languagesFolder(), "code/java/src/main");
  // jsii finds classes by their names, which the compiler does not see; other ones of the providers are left out.
  const cdktf = join(code, "java/com/hashicorp/cdktf");
  const providers = readdirSync(join(cdktf, "providers")).map((name) => join(cdktf, "providers", name, "provider"));
  const whole = [cdktf, ...providers, join(code, "java/io/github/cdktfacraks")];
  const sources = [join(PROJECT, "examples/languages/java"), ...whole].flatMap((path) =>
    readdirSync(path)
      .filter((name) => name.endsWith(".java"))
      .map((name) => join(path, name)),
  );
  writeFileSync(join(folder, "sources"), [...sources, writeTranslation("java", folder)].join("\n"));
  const options = ["-nowarn", "-proc:none", "-encoding", "UTF-8", "-classpath", "jars/*", "-sourcepath", join(code, "java")];
  run(folder, "javac", [...options, "-d", "classes", "@sources"]);
  const classPath = ["classes", join(code, "resources"), join(code, "java"), "jars/*"].join(":");
  run(folder, "java", ["-classpath", classPath, "Main"]);
  expectSameAsTypeScript(join(folder, "cdktf.out"));
});
