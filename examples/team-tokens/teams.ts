/** What each team may pull, and the namespaces of its pods. The keys become token names and construct ids. */
export const TEAMS = {
  shop: { repositories: ["shop/*", "shared/*"], namespaces: ["shop", "shop-jobs"] },
  mail: { repositories: ["mail/*"], namespaces: ["mail"] },
};
