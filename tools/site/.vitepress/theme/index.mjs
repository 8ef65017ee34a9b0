import { withBase } from "vitepress";
import theme from "vitepress/theme-without-fonts";
import { h } from "vue";
import "./style.css";

const home = () => h("a", { href: withBase("/") }, "All pages by question");
const notFound = () =>
  h("main", { class: "vp-doc" }, [h("h1", "There is no such page"), h("p", [home(), ", or search for it."])]);

export default { ...theme, Layout: () => h(theme.Layout, null, { "not-found": notFound }) };
