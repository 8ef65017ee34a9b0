import { resolve } from "node:path";
import { optionsOf, UsageError } from "../options";

const START = resolve("start");
const inStart = (path: string) => resolve(START, path);

test("what follows the command belongs to it", () => {
  expect(optionsOf(["--folder", "out", "terraform", "apply", "--help"], START)).toEqual({
    folder: inStart("out"),
    state: inStart("out/.testbed"),
    hasKubernetes: true,
    registries: [],
    command: ["terraform", "apply", "--help"],
  });
});

test("each option has its effect", () => {
  const args = ["--no-kubernetes", "--state=kept", "--registry", "a.example=u:p", "--registry", "b.example=", "sh"];
  expect(optionsOf(args, START)).toMatchObject({
    state: inStart("kept"),
    hasKubernetes: false,
    registries: ["a.example=u:p", "b.example="],
  });
});

test.each([
  ["no command", []],
  ["an unknown option", ["--azure", "terraform"]],
  ["a registry without a password", ["--registry", "a.example=user", "terraform"]],
])("%s is refused", (_, args) => {
  expect(() => optionsOf(args, START)).toThrow(UsageError);
});

test("help needs no command", () => {
  expect(optionsOf(["--help"], START)).toBeUndefined();
});
