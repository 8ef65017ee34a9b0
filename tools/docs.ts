import { copyPins } from "./action-pins";
import { compatibilityPage, PATH } from "./compatibility-page";
import { writeProjectFile } from "./inputs";
import { JUDGEMENT_PAGE, judgementPage } from "./judgement-page";
import { llmsPage } from "./llms-page";
import { permissionsPage } from "./permissions-page";
import { PROGRAM_PAGE, programPage } from "./program-page";
import { securityPage } from "./security-page";
import { SYNTHESIZED_SCENARIOS, synthesizedScenarios } from "./synthesized-scenarios";
import { TESTBED_PAGE, testbedPage } from "./testbed-page";

copyPins();
writeProjectFile("docs/reference/permissions.md", permissionsPage());
writeProjectFile("SECURITY.md", securityPage());
writeProjectFile(PATH, compatibilityPage());
writeProjectFile(PROGRAM_PAGE, programPage());
writeProjectFile(JUDGEMENT_PAGE, judgementPage());
writeProjectFile(SYNTHESIZED_SCENARIOS, synthesizedScenarios());
writeProjectFile(TESTBED_PAGE, testbedPage());
// Last, since it lists the pages.
writeProjectFile("docs/llms.txt", llmsPage());
