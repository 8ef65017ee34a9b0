import { spawnSync } from "node:child_process";
import { report } from "../../src/report/report";
import { writeMarkdown } from "../../src/report/writers/markdown";
import { access, reviewed } from "../support/reviewed";

/** What one of the three makes something of: a cell, a tag, a link, a mention, a reference, an emoji, a diff, a formula. */
const NAMES = [
  "a|b `c|d` \\| e",
  "<script>x</script> <b>y</b> <!-- z --> <details>",
  "https://example.com www.example.com mail@example.com mailto:a@b.co xmpp:a@b.co ftp://a.b",
  "@all @org/team @<123> #1 #2345 GH-3 org/repository#4 org/repository@1f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c",
  '!5 $6 &7 ~8 ~"a b" ~bug %9 %"v1" %v1 [issue:1] [vulnerability:2] ^alert#1',
  ":tada: :+1: :100: {+ a +} [- b -] {- c -} [+ d +] $`e`$ [[_TOC_]] [^1] [x] ==f== ~~g~~",
  "[x](http://y) ![z](http://y) **a** __b__ # c\n# d\n- e\n\n1. f ::: g",
  "team_one snake_case_name a*b*c 2*3 100% 12:34:56 C:\\x",
];

const reportOf = (name: string) =>
  writeMarkdown(
    report(
      [
        reviewed(
          {
            [`x.${name}`]: { action: "replace", because: [name], changes: { [name]: { before: name, after: `${name}!` } } },
            "x.new": { action: "create", likelyRenamedFrom: `y.${name}`, values: { [name]: name } },
            [`y.${name}`]: { action: "delete" },
            "x.moved": { action: "no-op", movedFrom: name },
            "x.unknown": { action: "update, replacement unknown", because: [name], reason: name },
          },
          {
            gained: [access({ who: name, repository: name, registry: name, origin: { kind: "registry token", name } })],
            opaque: [access({ who: name, rights: [], repository: name })],
            kept: [access({ who: name, secret: name, registry: name })],
          },
          { name },
        ),
        reviewed({}, {}, { name }),
      ],
      { tool: "1", title: name, providers: [name], madeUp: [name, { code: name }] },
    ),
  );

const EXTENSIONS = ["table", "autolink", "strikethrough", "tagfilter", "tasklist"].flatMap((name) => ["-e", name]);

function rendered(text: string, format: "html" | "xml"): string {
  return spawnSync("cmark-gfm", [...EXTENSIONS, "--unsafe", "--to", format], { input: text, encoding: "utf8" }).stdout;
}

/** What is shown outside of code, where references are looked for, in pieces that nothing separates. */
function shownTexts(html: string): string[] {
  return html
    .replace(/<(pre|code)\b[\s\S]*?<\/\1>/g, "<x>")
    .split(/<[^>]*>/)
    .map((text) =>
      text
        .replace(/&#(\d+);/g, (_entity, number) => String.fromCodePoint(Number(number)))
        .replace(/&quot;/g, '"')
        .replace(/&lt;/g, "<")
        .replace(/&gt;/g, ">")
        .replace(/&amp;/g, "&"),
    );
}

/**
 * GitHub, "Basic writing and formatting syntax" and "Autolinked references and URLs"; GitLab, "GitLab Flavored Markdown
 * (GLFM)", "GitLab-specific references"; Azure DevOps, "Markdown guidance". All look at what is shown.
 */
const REFERENCES = [
  /@[\w-]|#\d|\bGH-\d|:[\w+-]*[a-z][\w+-]*:/i,
  /@[\w-]|[#!$&]\d|[~%][\w"]|:[\w+-]*[a-z][\w+-]*:|[{[][+-]/i,
  /@[\w<-]|[#!]\d|:[\w+-]*[a-z][\w+-]*:/i,
];

const hasRenderer = spawnSync("cmark-gfm", ["--version"]).status === 0;

// The renderer of GitHub, `apt-get install cmark-gfm`. GitLab's one reads the same tables, tags and links.
(hasRenderer ? describe : describe.skip)("Markdown", () => {
  test.each(NAMES)("shows the name %j as it is, and nothing else", (name) => {
    const text = reportOf(name);
    const tree = rendered(text, "xml");
    const tables = [...tree.matchAll(/<table>([\s\S]*?)<\/table>/g)].map(([, table]) =>
      [...table.matchAll(/<table_(?:row|header)>([\s\S]*?)<\/table_(?:row|header)>/g)].map(
        ([, row]) => row.match(/<table_cell/g)?.length,
      ),
    );
    const lines = text.split("\n").filter((line) => line.startsWith("| ") && !/^\|( --- \|)+$/.test(line));
    expect(tables.flat().length).toBe(lines.length);
    expect(lines.length).toBeGreaterThan(10);
    expect(tables.filter((cells) => new Set(cells).size !== 1)).toEqual([]);
    expect(tree).not.toMatch(/<(link|image|strikethrough|footnote_reference|block_quote|thematic_break)\b/);
    const tags = [...tree.matchAll(/<html_(?:block|inline)[^>]*>([^<]*)</g)].flatMap(
      ([, html]) => html.match(/&lt;\/?[a-z!]+/gi) ?? [],
    );
    expect([...new Set(tags)].filter((tag) => !/^&lt;\/?(details|summary|code|b)$/.test(tag))).toEqual([]);
    const infos = [...tree.matchAll(/<code_block info="([^"]*)"/g)].map(([, info]) => info);
    expect(infos.filter((info) => !["diff", "hcl"].includes(info))).toEqual([]);
    const html = rendered(text, "html");
    expect(shownTexts(html).filter((shown) => REFERENCES.some((form) => form.test(shown)))).toEqual([]);
    expect(html.match(/<details>/g)?.length).toBe(html.match(/<\/details>/g)?.length);
  });
});
