import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { COMMANDS } from "../../src/cli/program";

const SOURCE = join(__dirname, "../../src");

/** How many modules of the package are loaded when a command has printed its help. */
function loadedFor(name: string): number {
  const count = `process.on("exit", () => {
    const loaded = Object.keys(require.cache).filter((file) => file.startsWith(${JSON.stringify(SOURCE)}));
    process.stderr.write(String(loaded.length));
  });
  process.argv.splice(1, 0, ${JSON.stringify(join(SOURCE, "cli/main.ts"))});
  require(process.argv[1]);`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--require", "tsx/cjs", "--eval", count, name, "--help"], {
    encoding: "utf8",
  });
  expect(stdout).toContain(`Usage: terraform-stack-tools ${name} `);
  return Number(stderr);
}

test.each(COMMANDS.map(({ name }) => name))("the help of %s loads what the command needs, and no other one", (name) => {
  expect(loadedFor(name)).toBeLessThan(60);
});
