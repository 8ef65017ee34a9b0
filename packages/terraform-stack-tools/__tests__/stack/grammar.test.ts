import { INVALID, VALID, VALID_ELSEWHERE } from "../../../../__tests__/support/expression-verdicts";
import { faultInTemplate } from "../../src/stack/expression/grammar";
import { readTemplate } from "../../src/stack/expression/lexer";

const faultIn = (text: string) => faultInTemplate(readTemplate(text));

test.each([...VALID, ...VALID_ELSEWHERE])("%j is what Terraform can parse", (text) => {
  expect(faultIn(text)).toBeUndefined();
});

test.each(INVALID)("%j is what nobody can parse", (text, fault) => {
  expect(faultIn(text)).toBe(fault);
});
