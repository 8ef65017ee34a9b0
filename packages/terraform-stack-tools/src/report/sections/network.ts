import { openedHeadline } from "../../knowledge/network/door";
import { type Clause, finding, MAXIMUM_NAMED, type Section } from "../model";

const rules = {
  "network-opened": {
    name: "A registry lets in more than before",
    level: "warning",
    help: "Its public endpoint answers addresses that it did not answer before. A login is still needed, unless anonymous pull is on. Check that this is intended, and that its tokens and its admin account are.",
    stop: "network",
  },
} as const;

type Rule = keyof typeof rules;

/** Whose network lets in more than before. */
export const network = {
  rules,
  isAbout: ({ opened = [] }) => opened.length > 0,
  clauses: (stacks): Clause[] => {
    const all = stacks.flatMap(({ opened = [] }) => opened);
    return [{ damage: "opened", full: openedHeadline(all, MAXIMUM_NAMED), short: openedHeadline(all, 0) }];
  },
  findings: ({ opened = [] }) => opened.map(({ address, message }) => finding("network-opened", address, message)),
  title: "Network",
  lines: ({ opened = [] }) => opened.map(({ message }) => `! ${message}`),
  json: ({ reviewed: { opened = [] } }) => ({ opened }),
} satisfies Section<Rule>;
