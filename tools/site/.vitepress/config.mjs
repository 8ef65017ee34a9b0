import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { defineConfig } from "vitepress";
import { accessible } from "./theme/accessible.mjs";

const PROJECT = join(import.meta.dirname, "../../..");
const read = (path) => readFileSync(join(PROJECT, path), "utf8");
const { name, description, repository } = JSON.parse(read("package.json"));
const GITHUB = repository.url.replace(/\.git$/, "");

/** Pages beside those in docs/. */
const MORE_PAGES = ["CHANGELOG.md", "SECURITY.md"];
const isPage = (path) => MORE_PAGES.includes(path) || /^docs\/.*\.md$/.test(path);
const onSite = (path) => path.replace(/^docs\//, "").replace(/README\.md$/, "index.md");

/** The index: products, each with the questions that it answers, each with its pages. What it says of a page, the search reads too. */
const said = new Map();
const [constructs, tools] = read("docs/README.md").split(/^## /m).slice(1).map(questionsOf);

function questionsOf(product) {
  const questions = product.split(/^### /m).slice(1);
  return questions.map((text) => {
    const [question] = text.split("\n");
    const items = [...text.matchAll(/\[([^\]]+)\]\(([^:)#]+\.md)\)(.*)/g)].map(([, title, target, rest]) => {
      const page = onSite(posix.join("docs", target));
      // A word in backticks would be another word.
      said.set(page, `${question} ${title}${rest}`.replaceAll("`", ""));
      return { text: title, link: `/${page}` };
    });
    return { text: question, collapsed: true, items };
  });
}

/** Where a page is in the repository, whatever its address on the site is. */
const sourceOf = ({ realPath, path }) => relative(PROJECT, realPath ?? path);

/** Pages link each other as on GitHub, where everything stays that is no page. */
function withLinksOfSite(md) {
  md.core.ruler.push("links-of-site", ({ tokens, env }) => {
    for (const [index, { type }] of tokens.entries()) {
      // The corner of a table is no header of anything.
      if (type === "th_open" && tokens[index + 1].content === "") {
        tokens[index].tag = "td";
        tokens[index + 2].tag = "td";
      }
    }
    for (const link of tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => type === "link_open")) {
      const [path, anchor] = link.attrGet("href").split("#");
      if (path !== "" && !/^[a-z]+:/.test(path)) {
        const file = posix.join(dirname(sourceOf(env)), path);
        const target = isPage(file) ? `/${onSite(file)}` : `${GITHUB}/blob/main/${file}`;
        link.attrSet("href", anchor === undefined ? target : `${target}#${anchor}`);
      }
    }
  });
}

/** What the search reads of a page: neither the index itself nor what has changed. */
function searched(source, env, md) {
  const entry = said.get(onSite(sourceOf(env)));
  const isLeftOut = entry === undefined || sourceOf(env) === "CHANGELOG.md";
  return isLeftOut ? "" : md.render(source, env).replace("</h1>", `</h1>${md.utils.escapeHtml(entry)} `);
}

/** Words that are in every question. The browser gets the text of this function, so it uses nothing else. */
function withoutFillers(term) {
  const word = term.toLowerCase();
  const fillers =
    /^(an?|and|are|as|at|be|by|can|cannot|do|does|for|from|how|if|in|into|is|its?|my|not?|of|on|or|our|should|so|than|that|the|their|them|then|there|they|this|to|use|via|was|we|what|when|where|which|who|why|with|you|your)$/;
  return fillers.test(word) ? null : word;
}

/** A page at each address that is gone, which leads on without a server. */
function writeRedirects({ outDir }) {
  for (const [from, to] of Object.entries(JSON.parse(read("docs/redirects.json")))) {
    const address = to.startsWith("https:") ? to : posix.relative(posix.dirname(from), to.replace(/(?=#|$)/, ".html"));
    const file = join(outDir, `${from}.html`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>This page has moved</title><link rel="canonical" href="${address}">` +
        `<meta http-equiv="refresh" content="0; url=${address}"><p>This page is now <a href="${address}">in another one</a>.\n`,
    );
  }
}

/** Parts of the theme that no page has, and every page would load. */
const UNUSED =
  /^.*\/(VP(Home|Hero|Team|Sponsors|Feature|Page|Carbon|DocAsideSponsors|Button)\w*\.vue|(vp-sponsor|vp-code-group|custom-block)\.css)$|^@docsearch\/css$/;

export default defineConfig({
  title: name,
  description,
  lang: "en",
  base: `/${name}/`,
  srcDir: "../..",
  srcExclude: readdirSync(PROJECT)
    .filter((entry) => entry !== "docs" && !isPage(entry))
    .map((entry) => (entry.endsWith(".md") ? entry : `${entry}/**`))
    .concat("docs/api/**"),
  rewrites: onSite,
  outDir: "./dist",
  cacheDir: "./node_modules/.cache",
  head: [["link", { rel: "icon", href: "data:," }]],
  metaChunk: true,
  router: { prefetchLinks: false },
  markdown: {
    config: withLinksOfSite,
    // As GitHub does.
    anchor: {
      slugify: (heading) =>
        heading
          .toLowerCase()
          .replace(/[^\p{L}\p{N} _-]/gu, "")
          .replace(/ /g, "-"),
    },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  themeConfig: {
    nav: [
      { text: "Constructs", link: "/", activeMatch: "^/(?!tools/)" },
      { text: "Tools", link: tools[0].items[0].link, activeMatch: "^/tools/" },
    ],
    sidebar: { "/": constructs, "/tools/": tools },
    outline: "deep",
    socialLinks: [{ icon: "github", link: GITHUB }],
    search: {
      provider: "local",
      options: {
        _render: searched,
        miniSearch: {
          options: { processTerm: withoutFillers },
          searchOptions: { prefix: (term) => term.length > 3, fuzzy: (term) => (term.length > 4 ? 0.2 : false) },
        },
      },
    },
  },
  vite: {
    plugins: [accessible],
    define: { __VUE_OPTIONS_API__: false },
    resolve: {
      alias: [
        { find: UNUSED, replacement: join(import.meta.dirname, "theme/nothing.mjs") },
        // Pages are outside of this folder, which has what they are compiled with.
        { find: /^vue(?=$|\/server)/, replacement: join(PROJECT, "tools/site/node_modules/vue") },
      ],
    },
    build: { chunkSizeWarningLimit: 1000 },
  },
  buildEnd: writeRedirects,
});
