import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { initializedFolder } from "../../src/providers/provider-cache";
import { terraformBinary } from "../../src/providers/terraform-binary";
import { moduleId, outcomeOf, SHARED_SOURCE } from "../../src/testing/engine/test-run";
import { binaries } from "../support/terraform";

const terraform = { required_providers: { time: { source: "hashicorp/time", version: "0.13.1" } } };
const offset = (hours: number) => ({ terraform, resource: { time_offset: { one: { offset_hours: hours } } } });
const mock_provider = { time: [{}] };

describe.each(binaries())("%s", (name) => {
  const binary = terraformBinary(name);
  const folder = initializedFolder(binary, { terraform });

  test("one configuration is planned as new", () => {
    const test = { mock_provider, run: { changed: { command: "plan" } } };
    const { plan, diagnostics } = outcomeOf(binary, folder, { changed: offset(1) }, test);
    expect(diagnostics).toEqual([]);
    expect(
      plan?.resource_changes.map(({ address, change }: { address: string; change: { actions: string[] } }) => [
        address,
        ...change.actions,
      ]),
    ).toEqual([["time_offset.one", "create"]]);
  });

  test("two configurations share one state, so that the second is planned as an update of the first", () => {
    const module = { source: SHARED_SOURCE };
    const test = { mock_provider, run: { existing: { command: "apply", module }, changed: { command: "plan", module } } };
    const actions = (hours: number) =>
      outcomeOf(binary, folder, { existing: offset(1), changed: offset(hours) }, test).plan?.resource_changes[0].change.actions;
    expect(actions(2)).toEqual(["update"]);
    expect(actions(1)).toEqual(["no-op"]);
  });

  test("what fails is told with the run it failed in", () => {
    const test = { mock_provider, run: { changed: { command: "plan" } } };
    const { plan, diagnostics } = outcomeOf(
      binary,
      folder,
      { changed: { ...offset(1), output: { x: { value: "${var.y}" } } } },
      test,
    );
    expect(plan).toBeUndefined();
    expect(diagnostics).toContainEqual(
      expect.objectContaining({ severity: "error", summary: expect.stringContaining("undeclared input variable") }),
    );
  });

  test("a binary that prints no plan and no reason is an error too", () => {
    const { diagnostics } = outcomeOf({ ...binary, command: "true" }, folder, { changed: {} }, {});
    expect(diagnostics).toEqual([{ severity: "error", summary: "It stopped without a plan", detail: "" }]);
  });

  test("its folders are gone afterwards", () => {
    expect(readdirSync(tmpdir()).filter((entry) => entry.startsWith(`cdktf-acr-aks-plan-${process.pid}-`))).toEqual([]);
  });
});

test("a module is known by its source and version, whatever a stack calls it", () => {
  expect(moduleId({ source: "a/b/c", version: "1.0.0" })).toMatch(/^m_[0-9a-f]{12}$/);
  expect(moduleId({ source: "a/b/c", version: "1.0.0" })).not.toBe(moduleId({ source: "a/b/c", version: "2.0.0" }));
});
