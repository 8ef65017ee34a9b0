import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../src/program";
import { askNobody } from "../src/questions";

test.each([
  [{ npm_config_cdk: "cdktn" }, "'--cdk=cdktn'"],
  [{ npm_config_language: "python", npm_config_scenario: "new-cluster" }, "'--language=python', '--scenario=new-cluster'"],
  [{ npm_config_install: "" }, "'--no-install'"],
])("writes no other app than somebody asked for where npm has kept the options %j", async (taken, named) => {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  const before = process.env;
  process.env = { ...before, ...taken };
  try {
    const complaints: string[] = [];
    const streams = { out: () => undefined, error: (text: string) => complaints.push(text), isLive: false };
    expect(await run([join(folder, "app"), "--no-install"], streams, undefined, askNobody)).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
    const [complaint] = complaints;
    expect(complaint).toContain(`npm consumed ${named}, so this program never saw it; put -- before the first option.`);
    expect(await run(["--help"], streams)).toBe(0);
  } finally {
    process.env = before;
    rmSync(folder, { recursive: true });
  }
});
