import { onDisk, Refusal, shown, UsageError } from "../../../../src/handoff/input/refusal";

test("the two faults can be told apart by their names", () => {
  expect([new Refusal("a").name, new UsageError("a").name]).toEqual(["Refusal", "UsageError"]);
});

test.each([
  ["ENOENT", "'/x' does not exist; check the path."],
  ["ENOSPC", "'/x' does not fit: the disk is full; make room and run it again."],
  ["EXDEV", "'/x' cannot be used (EXDEV); choose another folder."],
  ["EACCES", "'/x' is not allowed to this user; change its rights, or choose another folder."],
])("a fault of the disk (%s) is a sentence that names the path", (code, message) => {
  const action = () => {
    throw Object.assign(new Error("raw"), { code });
  };
  expect(() => onDisk("/x", action)).toThrow(new Refusal(message));
});

test("a fault that is not the disk's stays what it is", () => {
  const fault = new TypeError("ours");
  expect(() =>
    onDisk("/x", () => {
      throw fault;
    }),
  ).toThrow(fault);
});

test("a text of the input cannot command a terminal, nor fill it", () => {
  expect(shown("a\u001b[31m\n\u202e")).toBe("'a\\u{1b}[31m\\u{a}\\u{202e}'");
  expect(shown("a".repeat(300))).toHaveLength(203);
});
