import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { citationsIn, filesOf, names } from "./citations";
import { complaintsOfForm, type Fact } from "./fact";

/** What is wrong between the facts and a project: a citation without a fact, or a fact that nothing rests on. */
export function complaintsOf(project: string, facts: readonly Fact[]): string[] {
  return [
    ...facts.flatMap(complaintsOfForm),
    ...twice(facts),
    ...facts.flatMap((fact) => unused(project, fact)),
    ...withoutFact(project, facts),
  ];
}

function twice(facts: readonly Fact[]): string[] {
  const ids = facts.map(({ id }) => id);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map(
    (id) => `${id}: two facts have this id; give one another`,
  );
}

function unused(project: string, { id, page, usedIn = [] }: Fact): string[] {
  return usedIn.flatMap((file) => {
    if (!existsSync(join(project, file))) {
      return [`${id}: ${file} does not exist; remove it from usedIn`];
    }
    return names(readFileSync(join(project, file), "utf8"), page)
      ? []
      : [`${id}: ${file} does not cite "${page}"; cite it there, or remove the file from usedIn`];
  });
}

function withoutFact(project: string, facts: readonly Fact[]): string[] {
  const known = new Set(facts.flatMap(({ page, usedIn = [] }) => usedIn.map((file) => `${file} ${page}`)));
  return filesOf(project)
    .flatMap((file) => citationsIn(project, file))
    .filter(({ file, page }) => !known.has(`${file} ${page}`))
    .map(({ file, page }) => `${file} cites "${page}" without a fact; add one to facts/, or the file to its usedIn`);
}
