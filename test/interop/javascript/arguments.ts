/** Whom and what runtime APIs are asked about: the first subnet, its first neuron, and people of block 0. */
export interface Asked {
  readonly account: string;
  readonly hotkey: string;
  /** SCALE of a signed extrinsic, in the tool's own form. */
  readonly extrinsic: unknown;
  /** A call in the tool's own form. */
  readonly call: unknown;
  readonly weight: unknown;
  readonly none: undefined | null;
  readonly bytes: (length: number) => unknown;
  readonly source: unknown;
  readonly hash: string;
  /** A shielded transaction in the tool's own form. */
  readonly shielded: unknown;
}

/**
 * A sensible argument for a parameter of a runtime API, by its name as the metadata spells it; zeros of its type for a name that
 * is not known here.
 */
export function argumentFor(name: string, asked: Asked, zero: () => unknown): unknown {
  const one = 1_000_000_000n;
  const values: Readonly<Record<string, unknown>> = {
    version: 16,
    extrinsic: asked.extrinsic,
    uxt: asked.extrinsic,
    tx: asked.extrinsic,
    source: asked.source,
    block_hash: asked.hash,
    account: asked.account,
    account_id: asked.account,
    len: 150,
    length: 150,
    weight: asked.weight,
    call: asked.call,
    key_hash: asked.bytes(16),
    dec_key_bytes: asked.bytes(64),
    shielded_tx: asked.shielded,
    delegate_account: asked.hotkey,
    delegatee_account: asked.account,
    netuid: 1,
    uid: 0,
    mecid: 0,
    subid: 0,
    metagraph_indexes: [0, 1, 2, 52, 72],
    coldkey: asked.account,
    hotkey: asked.hotkey,
    coldkey_account: asked.account,
    coldkey_accounts: [asked.account],
    hotkey_account: asked.hotkey,
    netuids: asked.none,
    origin: asked.none,
    origin_coldkey_account: asked.account,
    destination: [asked.hotkey, 1],
    destination_coldkey_account: asked.account,
    amount: one,
    tao: one,
    alpha: one,
    proxy_type: asked.none,
  };
  return name in values ? values[name] : zero();
}
