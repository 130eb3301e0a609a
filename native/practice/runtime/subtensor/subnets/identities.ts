import type { ValueOf } from "../../../scale/type.ts";
import type { Chain } from "../chain.ts";
import { ensure, event, storage } from "../pallet.ts";
import type { chainIdentity } from "./identity.ts";
import { isValidIdentity, type SubnetIdentity } from "./subnets.ts";

/** Longest value of each field of a coldkey's identity, in bytes. */
const LONGEST = {
  name: 256,
  url: 256,
  github_repo: 256,
  image: 1024,
  discord: 256,
  description: 1024,
  additional: 1024,
} as const;

/** Sets what a coldkey says about itself; one of its hotkeys must be registered somewhere. */
export function setIdentity(
  chain: Chain,
  coldkey: string,
  identity: ValueOf<typeof chainIdentity>,
): void {
  const { state } = chain;
  const registered = storage.OwnedHotkeys.get(state, coldkey).some((hotkey) =>
    storage.IsNetworkMember.entries(state, hotkey).some(([, member]) => member),
  );
  ensure(registered, "HotKeyNotRegisteredInNetwork");
  const names = Object.keys(LONGEST) as (keyof typeof LONGEST)[];
  ensure(
    names.every((name) => identity[name].length <= LONGEST[name]),
    "InvalidIdentity",
  );
  storage.IdentitiesV2.put(state, coldkey, identity);
  chain.deposit(event.ChainIdentitySet(coldkey));
}

/** Sets what a subnet says about itself; its owner's call. */
export function setSubnetIdentity(
  chain: Chain,
  coldkey: string,
  netuid: number,
  identity: SubnetIdentity,
): void {
  ensure(storage.SubnetOwner.get(chain.state, netuid) === coldkey, "NotSubnetOwner");
  ensure(isValidIdentity(identity), "InvalidIdentity");
  storage.SubnetIdentitiesV3.put(chain.state, netuid, identity);
  chain.deposit(event.SubnetIdentitySet(netuid));
}
