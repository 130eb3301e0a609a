import { bytes, struct } from "../../../scale/type.ts";

/** What a coldkey says about itself; every field is UTF-8 text. */
export const chainIdentity = struct(
  ["pallet_subtensor", "pallet", "ChainIdentityV2"],
  {
    name: bytes,
    url: bytes,
    github_repo: bytes,
    image: bytes,
    discord: bytes,
    description: bytes,
    additional: bytes,
  },
  {
    name: "Vec<u8>",
    url: "Vec<u8>",
    github_repo: "Vec<u8>",
    image: "Vec<u8>",
    discord: "Vec<u8>",
    description: "Vec<u8>",
    additional: "Vec<u8>",
  },
);

/** What a subnet says about itself; every field is UTF-8 text. */
export const subnetIdentity = struct(
  ["pallet_subtensor", "pallet", "SubnetIdentityV3"],
  {
    subnet_name: bytes,
    github_repo: bytes,
    subnet_contact: bytes,
    subnet_url: bytes,
    discord: bytes,
    description: bytes,
    logo_url: bytes,
    additional: bytes,
  },
  {
    subnet_name: "Vec<u8>",
    github_repo: "Vec<u8>",
    subnet_contact: "Vec<u8>",
    subnet_url: "Vec<u8>",
    discord: "Vec<u8>",
    description: "Vec<u8>",
    logo_url: "Vec<u8>",
    additional: "Vec<u8>",
  },
);
