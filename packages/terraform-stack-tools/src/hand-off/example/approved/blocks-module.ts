import { compare } from "../../../stack/json";
import type { Format } from "../../module/root-module";
import { NAMED, TYPED } from "./lines";

/** The folder with the configuration that reads what is written in a module. */
export const BLOCKS_FOLDER = "tests/blocks";

/** That configuration, for the language of the module. It reads as `linesIn` does. */
export function blocksModule(format: Format): string {
  const text = HEAD + (format === "hcl" ? IN_HCL : IN_JSON) + REST;
  return text.replace(/@\{/g, "${");
}

// `@{` stands for what begins an interpolation, in the templates of both languages.

const HEAD = `# Reads what is written in the files of a folder and compares it with what was approved, block by block.
# A line is approved as a whole, such as "sku = Basic", or by its name, "sku", whatever its value is; "*" approves every line.
# The order of lines does not matter. A backend in backend.tf is left alone.

variable "folder" {
  description = "The folder to read, seen from the top of the module"
  type        = string
}

variable "approved" {
  description = "The approved lines of each block, by its address"
  type        = map(list(string))
}

locals {
  root  = "@{path.module}/../../@{var.folder}"
  files = { for name in fileset(local.root, "*.{tf,tf.json}") : name => file("@{local.root}/@{name}") }
`;

const IN_HCL = String.raw`
  texts = { for name, text in local.files : name => replace(text, "/(?s)<<-?EOT\n.*?\n[ \\t]*EOT/", "EOT") if !endswith(name, ".json") }

  # From the header of a block to the brace that begins a line, or to the end.
  written = flatten([
    for name, text in local.texts : [
      for block in regexall("(?ms)^[ \\t]*(\\w+)[ \\t]*((?:\"[^\"]*\"[ \\t]*)*)\\{(?:\\}|(.*?)(?:^\\}|\\z))", text) : {
        address = join(".", concat(block[0] == "resource" ? [] : [block[0]], regexall("[^\" \\t]+", block[1])))
        lines   = split("\n", block[2] == null ? "" : block[2])
      } if !(name == "backend.tf" && block[0] == "terraform")
    ]
  ])
  unread = [for name, text in local.files : name if endswith(name, ".json")]
`;

const IN_JSON = String.raw`
  json = [for name, text in local.files : jsondecode(text) if endswith(name, ".json")]
  bodies = flatten([
    for sections in local.json : [
      for kind, section in sections : concat(
        [
          for type, named in section : [for name, body in named : { address = join(".", concat(kind == "resource" ? [] : [kind], [type, name])), text = jsonencode(body) }]
          if contains(TYPED, kind)
        ],
        [for name, body in section : { address = "@{kind}.@{name}", text = jsonencode(body) } if contains(NAMED, kind)],
        [for text in [jsonencode(section)] : { address = kind, text = text } if !contains(ALL, kind)]
      )
    ]
  ])

  # Each "name": value, and each text in a list.
  written = [
    for body in local.bodies : {
      address = body.address
      lines = [
        for member in regexall("\"((?:[^\"\\\\]|\\\\.)*)\":(?:(\"(?:[^\"\\\\]|\\\\.)*\")|([^,{}\\[\\]\"]*))|(\"(?:[^\"\\\\]|\\\\.)*\")", replace(replace(replace(body.text, "\\u003c", "<"), "\\u003e", ">"), "\\u0026", "&")) :
        member[0] == null ? member[3] : join(" = ", compact([member[0], member[1] == null ? member[2] : member[1]]))
      ]
    }
  ]
  unread = [for name, text in local.files : name if !endswith(name, ".json") && (name != "backend.tf" || length(regexall("(?m)^[ \\t]*(data|module|resource)\\b", text)) > 0)]
`
  .replace("TYPED", listed(TYPED))
  .replace("NAMED", listed(NAMED))
  .replace("ALL", listed([...TYPED, ...NAMED].sort(compare)));

const REST = String.raw`
  # Without quotes, and with one space between words.
  lines = {
    for block in local.written : block.address => [
      for line in block.lines : trimsuffix(trim(replace(replace(line, "/[\"\\\\]/", ""), "/[ \\t\\r]+/", " "), " ,{[("), " =")
    ]...
  }
  shown = {
    for address, parts in local.lines : address => [
      for line in flatten(parts) : line if length(regexall("\\w", line)) > 0 && !startswith(line, "#")
    ]
  }

  # What there is several times has its number.
  names = {
    for address, lines in local.shown : address => {
      for name, all in { for line in lines : split(" = ", line)[0] => line... } :
      name => length(all) > 1 ? "@{name} (@{length(all)} times)" : name
    }
  }
  wholes = {
    for address, lines in local.shown : address => {
      for whole, all in { for line in lines : line => line... } :
      whole => length(all) > 1 ? "@{whole} (@{length(all)} times)" : whole
    }
  }
  approved = { for address, lines in var.approved : address => { for line in lines : line => true } }
}

output "differences" {
  description = "What is written otherwise than it was approved, in words"
  value = concat(
    [for name in local.unread : "the file @{name} is new"],
    [for address in setsubtract(keys(local.shown), keys(local.approved)) : "@{address} is new"],
    [for address in setsubtract(keys(local.approved), keys(local.shown)) : "@{address} is missing"],
    flatten([
      for address, approved in local.approved : concat(
        [
          for whole, label in local.wholes[address] : "@{address} has @{label}"
          if !can(approved[label]) && !can(approved[local.names[address][split(" = ", whole)[0]]])
        ],
        [
          for line in setsubtract(keys(approved), concat(values(local.wholes[address]), values(local.names[address]))) :
          "@{address} lacks @{line}"
        ]
      ) if can(local.shown[address]) && !can(approved["*"])
    ])
  )
}
`;

function listed(names: readonly string[]): string {
  return `[${names.map((name) => `"${name}"`).join(", ")}]`;
}
