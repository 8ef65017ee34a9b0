// Written by `npm run data:roles` from docs/facts/data/registry-roles.json.

/** The ids of roles by name. */
type Roles = Readonly<Record<string, string>>;

/** Roles that allow the same with images in RBAC mode, and not in ABAC mode. */
export interface LosingRoles {
  /** Those for images alone, such as AcrPull. */
  readonly images: Roles;
  readonly others: Roles;
  /** Those that allow it in ABAC mode. */
  readonly replacements: Roles;
}

/** Azure, "Azure built-in roles", as of 2026-08-22. */
export const LOSING_ROLES: readonly LosingRoles[] = [
  {
    images: {
      AcrDelete: "c2f4ef07-c644-48eb-af81-4b1b4947fb11",
    },
    others: {},
    replacements: {
      "Container Registry Repository Contributor": "2efddaa5-3f1f-4df3-97df-af3f13818f4c",
      "Defender Registry Access": "96062cf7-95ca-4f89-9b9d-2a2aa47356af",
    },
  },
  {
    images: {
      AcrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    },
    others: {
      "App Compliance Automation Administrator": "0f37683f-2463-46b6-9ce7-9b788b988ba2",
      "App Compliance Automation Reader": "ffc6bbe0-e443-4c3b-bf54-26581bb2f78e",
      "Azure Resilience Management Drills Target Resource Administrator": "e4c7f620-39b8-4688-bba2-70dd82ef367b",
      "Azure Resilience Management Drills Target Resource Contributor": "82c6a823-ae9c-4b90-b5c5-bff581c45896",
      "Log Analytics Contributor": "92aaf0da-9dab-42b6-94a3-d43ce8d16293",
      "Log Analytics Reader": "73c42c96-874c-492b-b04d-ab87d138a893",
      "Managed Application Contributor Role": "641177b8-a67a-45b9-a033-47bc880bb21e",
      "Managed Application Operator Role": "c7393b34-138c-406f-901b-d8cf2b17e6ae",
      "Managed Application Publisher Operator": "b9331d33-8a36-4f8c-b097-4f54124fdb44",
      "Monitoring Contributor": "749f88d5-cbae-40b8-bcfc-e573ddc772fa",
      "Monitoring Policy Contributor": "47be4a87-7950-4631-9daf-b664a405f074",
      "Monitoring Reader": "43d0d8ad-25c7-4714-9337-8ba259a9fe05",
      Reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
      "Resource Policy Contributor": "36243c78-bf99-498c-9df9-86d9f8d28608",
      "Role Based Access Control Administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
      "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    },
    replacements: {
      "Container Registry Data Importer and Data Reader": "577a9874-89fd-4f24-9dbd-b5034d0ad23a",
      "Container Registry Repository Contributor": "2efddaa5-3f1f-4df3-97df-af3f13818f4c",
      "Container Registry Repository Reader": "b93aa761-3e63-49ed-ac28-beffa264f7ac",
      "Container Registry Repository Writer": "2a1e307c-b015-4ebd-883e-5b7698a07328",
      "Defender For Container Registries Operator": "c5c82243-e78e-43f9-8428-793bba85b28e",
      "Defender Registry Access": "96062cf7-95ca-4f89-9b9d-2a2aa47356af",
    },
  },
  {
    images: {
      AcrPush: "8311e382-0749-4cb8-b61a-304f252e45ec",
    },
    others: {},
    replacements: {
      "Container Registry Repository Contributor": "2efddaa5-3f1f-4df3-97df-af3f13818f4c",
      "Container Registry Repository Writer": "2a1e307c-b015-4ebd-883e-5b7698a07328",
      "Defender Registry Access": "96062cf7-95ca-4f89-9b9d-2a2aa47356af",
    },
  },
  {
    images: {},
    others: {
      "Azure AI Administrator": "b78c5d69-af96-48a3-bf8d-a8b4d589de94",
      Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
      Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    },
    replacements: {
      "Container Registry Repository Contributor": "2efddaa5-3f1f-4df3-97df-af3f13818f4c",
      "Defender Registry Access": "96062cf7-95ca-4f89-9b9d-2a2aa47356af",
    },
  },
  {
    images: {},
    others: {
      AcrImageSigner: "6cef56e8-d556-48e5-a04f-b8e64114680f",
    },
    replacements: {},
  },
];

/** The other roles that allow anything on registries, and those that may assign one that does. */
export const UNCHANGED_ROLES: Roles = {
  AcrQuarantineReader: "cdda3590-29a3-44f6-95f2-9f980659eb04",
  AcrQuarantineWriter: "c8d4ff99-41c3-41a8-9f60-21dfdad59608",
  "Azure AI Enterprise Network Connection Approver": "b556d68e-0be0-4f35-a333-ad7ee1ce17ea",
  "Azure Resilience Management Drills Administrator": "c914561b-1575-4601-af9c-a1356bf59818",
  "Azure Resilience Management Drills Assets Administrator": "5a2ec2f1-2375-4950-9906-59ec1d979249",
  "Azure Resilience Management Goals Administrator": "a2b7cc47-30ec-462f-a2f4-9ac6e1c266af",
  "Azure Resilience Management Recovery Administrator": "481d9636-d9f0-468b-b93d-6056318e6f36",
  "Azure Sphere Owner": "5a382001-fe36-41ff-bba4-8bf06bd54da9",
  "Container Registry Cache Rule Administrator": "df87f177-bb12-4db1-9793-a413691eff94",
  "Container Registry Cache Rule Reader": "c357b964-0002-4b64-a50d-7a28f02edc52",
  "Container Registry Configuration Reader and Data Access Configuration Reader":
    "69b07be0-09bf-439a-b9a6-e73de851bd59",
  "Container Registry Connected Registry Administrator": "281928aa-9782-4d9a-954a-3f34c1ed9f95",
  "Container Registry Connected Registry Reader": "93f83a62-9a8b-4821-9827-5b3ee513aec3",
  "Container Registry Contributor and Data Access Configuration Administrator": "3bc748fc-213d-45c1-8d91-9da5725539b9",
  "Container Registry Credential Set Administrator": "f094fb07-0703-4400-ad6a-e16dd8000e14",
  "Container Registry Credential Set Reader": "29093635-9924-4f2c-913b-650a12949526",
  "Container Registry Data Importer and Data Reader": "577a9874-89fd-4f24-9dbd-b5034d0ad23a",
  "Container Registry Repository Catalog Lister": "bfdb9389-c9a5-478a-bb2f-ba9ca092c3c7",
  "Container Registry Repository Contributor": "2efddaa5-3f1f-4df3-97df-af3f13818f4c",
  "Container Registry Repository Reader": "b93aa761-3e63-49ed-ac28-beffa264f7ac",
  "Container Registry Repository Writer": "2a1e307c-b015-4ebd-883e-5b7698a07328",
  "Container Registry Tasks Contributor": "fb382eab-e894-4461-af04-94435c366c3f",
  "Container Registry Transfer Pipeline Contributor": "bf94e731-3a51-4a7c-8c54-a1ab9971dfc1",
  "Defender For Container Registries Operator": "c5c82243-e78e-43f9-8428-793bba85b28e",
  "Defender Registry Access": "96062cf7-95ca-4f89-9b9d-2a2aa47356af",
  "Foundry Account Owner": "e47c6f54-e4a2-4754-9501-8e0985b135e1",
  "Foundry Owner": "c883944f-8b7b-4483-af10-35834be79c4a",
  "Microsoft Discovery Platform Administrator (Preview)": "7a2b6e6c-472e-4b39-8878-a26eb63d75c6",
};
