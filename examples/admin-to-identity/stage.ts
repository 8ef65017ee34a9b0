/** The stages of the migration in order. The README says when each is safe. */
export const STAGES = ["admin-password", "identity-added", "secret-removed", "admin-disabled"] as const;

export type Stage = (typeof STAGES)[number];

/** What is deployed. Advance it by one stage at a time, each in a deploy of its own. */
export const STAGE: Stage = "admin-password";
