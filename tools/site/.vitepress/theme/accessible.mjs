/** What axe finds in the theme, and what a screen reader is not told: pieces of its components, each with what takes its place. */
const REPAIRS = {
  "VPSidebarItem.vue": [
    [/role="button"\s+aria-label="toggle section"/, 'aria-hidden="true"'],
    [/@keydown.enter="onCaretClick"\s+tabindex="0"/, ""],
    [/:tabindex="item.items && 0"/, '$& :aria-expanded="item.items && !collapsed"'],
  ],
  "VPNavBarSearchButton.vue": [[/>K</, "><"]],
  "VPLocalSearchBox.vue": [
    [
      /role="button"\s+:aria-owns.*\s+aria-expanded="true"\s+aria-haspopup="listbox"/,
      'role="dialog" aria-modal="true"',
    ],
    [/:id="('localsearch-item-' \+ index)"\s+(:aria-selected=".*")\s+role="option"/, 'role="presentation"'],
    [/class="result"/, `$& role="option" :id="'localsearch-item-' + index" :aria-selected="selectedIndex === index"`],
    [/:aria-label="\[\.\.\.p\.titles, p\.title\]\.join\(' > '\)"/, ""],
    [/<kbd(?= :aria-label)/g, '$& role="img"'],
  ],
};

/** A plugin of Vite that fails where a new version of the theme has other pieces. */
export const accessible = {
  name: "accessible",
  enforce: "pre",
  transform(code, id) {
    return REPAIRS[id.split("/").at(-1)]?.reduce((text, [piece, repaired]) => {
      if (text.search(piece) === -1) {
        throw new Error(`${id} has no ${piece}`);
      }
      return text.replace(piece, repaired);
    }, code);
  },
};
