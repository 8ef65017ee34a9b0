import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "./packages";
import { run } from "./programs";

/** The file of a language, and what stands in it instead of the imports of the translation, which take each file for a package. */
const FILES = {
  python: {
    name: "every_construct.py",
    isImport: /^(from|import) /,
    head: [
      "from cdktf import *",
      "from cdktf_acr_aks import *",
      "from cdktf_cdktf_provider_azuread.provider import AzureadProvider",
      "from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures",
      "from constructs import Construct",
      "from build_agent import BuildAgent",
      "from mirror_credentials import MirrorCredentials",
    ],
  },
  java: {
    name: "EveryConstruct.java",
    isImport: /^import /,
    head: [
      "import com.hashicorp.cdktf.*;",
      "import com.hashicorp.cdktf.providers.azuread.provider.AzureadProvider;",
      "import com.hashicorp.cdktf.providers.azurerm.provider.*;",
      "import io.github.cdktfacraks.*;",
      "import java.util.List;",
      "import java.util.Map;",
      "import software.constructs.Construct;",
    ],
  },
  csharp: {
    name: "EveryConstruct.cs",
    isImport: /^using /,
    head: [
      "using System.Collections.Generic;",
      "using CdktfAcrAks;",
      "using Constructs;",
      "using HashiCorp.Cdktf;",
      "using HashiCorp.Cdktf.Providers.Azuread.Provider;",
      "using HashiCorp.Cdktf.Providers.Azurerm.Provider;",
      "namespace Pulls;",
    ],
  },
};

/** Writes the stack of `examples/languages/typescript` in another language, as jsii rosetta translates it, and returns the file. */
export function writeTranslation(language: keyof typeof FILES, folder: string): string {
  const { name, isImport, head } = FILES[language];
  const rosetta = join(PROJECT, "node_modules/jsii-rosetta/bin/jsii-rosetta");
  const program = join(PROJECT, "examples/languages/typescript/every-construct.ts");
  const translated = run(PROJECT, process.execPath, [rosetta, "snippet", program, "--language", language]);
  const body = translated.split("\n").filter((line) => !isImport.test(line));
  const file = join(folder, name);
  writeFileSync(file, [...head, ...body].join("\n"));
  return file;
}
