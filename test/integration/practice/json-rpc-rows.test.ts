import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { system } from "../../../native/practice/runtime/system/pallet.ts";
import { type RpcNode, startRpcNode } from "./rpc-node.ts";

let run: RpcNode;
beforeAll(async () => {
  run = await startRpcNode();
});
afterAll(() => run.close());

const ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const HASH = /^0x[0-9a-f]{64}$/;
const HEX = /^0x([0-9a-f]{2})*$/;
const key = (): string => `0x${system.storage.Number.key()}`;
const prefix = (): string => `0x${system.storage.Account.prefix()}`;
const finalized = (): string => run.node.chain.finalized.hash;
const child = `0x${Buffer.from(":child_storage:default:x").toString("hex")}`;

const ask = (method: string, params: readonly unknown[] = []) => run.client.ask(method, params);
const result = (method: string, params: readonly unknown[] = []) =>
  run.client.result(method, params);

/** Methods that answer at once: each spelling, its parameters, and what the answer looks like. */
const rows: readonly (readonly [
  methods: string,
  params: () => readonly unknown[],
  answer: unknown,
])[] = [
  ["chain_getBlockHash chain_getHead", () => [], expect.stringMatching(HASH)],
  ["chain_getBlockHash chain_getHead", () => [0], () => run.node.genesis],
  ["chain_getBlockHash chain_getHead", () => ["0x0"], () => run.node.genesis],
  ["chain_getBlockHash", () => [[0, 10 ** 9]], () => [run.node.genesis, null]],
  ["chain_getFinalizedHead chain_getFinalisedHead", () => [], expect.stringMatching(HASH)],
  ["chain_getHeader", () => [finalized()], expect.objectContaining({ digest: expect.anything() })],
  [
    "chain_getBlock",
    () => [finalized()],
    { block: expect.objectContaining({ header: expect.anything() }), justifications: null },
  ],
  ["chain_getBlock chain_getHeader", () => [`0x${"ab".repeat(32)}`], null],
  [
    "state_getRuntimeVersion chain_getRuntimeVersion",
    () => [finalized()],
    expect.objectContaining({ specName: "node-subtensor", apis: expect.any(Array) }),
  ],
  ["state_getMetadata", () => [finalized()], expect.stringMatching(/^0x6d6574610e/)],
  [
    "state_call state_callAt",
    () => ["Metadata_metadata_versions", "", null],
    "0x0c0e0000000f00000010000000",
  ],
  ["state_getStorage state_getStorageAt", () => [key()], expect.stringMatching(/^0x[0-9a-f]{8}$/)],
  ["state_getStorage", () => [key().slice(2), finalized()], expect.stringMatching(HEX)],
  ["state_getStorage state_getStorageAt", () => ["0xabcd"], null],
  ["state_getStorageHash state_getStorageHashAt", () => [key()], expect.stringMatching(HASH)],
  ["state_getStorageSize state_getStorageSizeAt", () => [key()], 4],
  ["state_getStorageSize", () => ["0xabcd"], null],
  [
    "state_getKeysPaged state_getKeysPagedAt",
    () => [prefix(), 2, null, finalized()],
    [expect.stringMatching(HEX), expect.stringMatching(HEX)],
  ],
  [
    "state_getKeys",
    () => [prefix()],
    expect.arrayContaining([expect.stringContaining(prefix().slice(2))]),
  ],
  ["state_getPairs", () => [key()], () => [[key(), expect.stringMatching(HEX)]]],
  [
    "state_queryStorageAt",
    () => [[key(), "0xabcd"], finalized()],
    () => [
      {
        block: expect.stringMatching(HASH),
        changes: [
          [key(), expect.any(String)],
          ["0xabcd", null],
        ],
      },
    ],
  ],
  [
    "state_queryStorage",
    () => [[key()], run.node.genesis, run.node.chain.hashAt(2)],
    () => [
      { block: run.node.genesis, changes: [[key(), null]] },
      { block: run.node.chain.hashAt(1), changes: [[key(), "0x01000000"]] },
      { block: run.node.chain.hashAt(2), changes: [[key(), "0x02000000"]] },
    ],
  ],
  ["childstate_getKeys", () => [child, "0x"], []],
  ["childstate_getKeysPaged childstate_getKeysPagedAt", () => [child, null, 10], []],
  [
    "childstate_getStorage childstate_getStorageHash childstate_getStorageSize",
    () => [child, "0x00"],
    null,
  ],
  ["childstate_getStorageEntries", () => [child, ["0x00", "0x01"]], [null, null]],
  ["author_pendingExtrinsics", () => [], []],
  ["account_nextIndex system_accountNextIndex", () => [ALICE], 0],
  ["system_name system_version system_chain", () => [], expect.stringMatching(/./)],
  ["system_chainType", () => [], "Local"],
  ["system_properties", () => [], expect.objectContaining({ ss58Format: 42, tokenDecimals: 9 })],
  ["system_health", () => [], { peers: 0, isSyncing: false, shouldHavePeers: false }],
  ["system_localPeerId", () => [], expect.stringMatching(/^12D3KooW[1-9A-HJ-NP-Za-km-z]{44}$/)],
  ["system_localListenAddresses system_peers system_reservedPeers", () => [], []],
  ["system_nodeRoles", () => [], ["Authority"]],
  ["system_syncState", () => [], expect.objectContaining({ currentBlock: expect.any(Number) })],
  ["chainSpec_v1_chainName", () => [], "Hearth Practice"],
  ["chainSpec_v1_genesisHash archive_v1_genesisHash", () => [], () => run.node.genesis],
  ["chainSpec_v1_properties", () => [], expect.objectContaining({ tokenSymbol: "TAO" })],
  ["archive_v1_finalizedHeight", () => [], expect.any(Number)],
  ["archive_v1_hashByHeight", () => [0], () => [run.node.genesis]],
  ["archive_v1_header", () => [finalized()], expect.stringMatching(HEX)],
  ["archive_v1_body", () => [finalized()], expect.arrayContaining([expect.stringMatching(HEX)])],
  ["archive_v1_header archive_v1_body", () => [`0x${"ab".repeat(32)}`], null],
  [
    "archive_v1_call",
    () => [finalized(), "Core_version", "0x"],
    { success: true, value: expect.stringMatching(HEX) },
  ],
  ["transaction_v1_broadcast", () => ["0x0102"], expect.any(String)],
];

/** What a node answers to its operator alone. */
const unsafe = [
  "author_hasKey",
  "author_hasSessionKeys",
  "author_insertKey",
  "author_removeExtrinsic",
  "author_rotateKeys",
  "author_rotateKeysWithOwner",
  "offchain_localStorageClear",
  "offchain_localStorageGet",
  "offchain_localStorageSet",
  "system_addLogFilter",
  "system_addReservedPeer",
  "system_removeReservedPeer",
  "system_resetLogFilter",
  "system_unstable_networkState",
];

/** Each subscription, its parameters, the name of its notifications, and the method that ends it. */
const subscriptions: readonly (readonly [string, () => readonly unknown[], string, string])[] = [
  ["chain_subscribeNewHeads", () => [], "chain_newHead", "chain_unsubscribeNewHeads"],
  ["chain_subscribeNewHead", () => [], "chain_newHead", "chain_unsubscribeNewHead"],
  ["subscribe_newHead", () => [], "chain_newHead", "unsubscribe_newHead"],
  ["chain_subscribeAllHeads", () => [], "chain_allHead", "chain_unsubscribeAllHeads"],
  [
    "chain_subscribeFinalizedHeads",
    () => [],
    "chain_finalizedHead",
    "chain_unsubscribeFinalizedHeads",
  ],
  [
    "chain_subscribeFinalisedHeads",
    () => [],
    "chain_finalizedHead",
    "chain_unsubscribeFinalisedHeads",
  ],
  [
    "state_subscribeRuntimeVersion",
    () => [],
    "state_runtimeVersion",
    "state_unsubscribeRuntimeVersion",
  ],
  [
    "chain_subscribeRuntimeVersion",
    () => [],
    "state_runtimeVersion",
    "chain_unsubscribeRuntimeVersion",
  ],
  ["state_subscribeStorage", () => [[key()]], "state_storage", "state_unsubscribeStorage"],
  ["chainHead_v1_follow", () => [false], "chainHead_v1_followEvent", "chainHead_v1_unfollow"],
];

describe("the rows of JSON-RPC that Bittensor's clients and Substrate's tools use", () => {
  it.each(rows.map(([methods, params, answer]) => ({ methods, params, answer })))(
    "$methods",
    async ({ methods, params, answer }) => {
      for (const method of methods.split(" ")) {
        const wanted = typeof answer === "function" ? (answer as () => unknown)() : answer;
        expect(await result(method, params()), method).toEqual(wanted);
      }
    },
  );

  it.each(unsafe)("%s is refused as a node refuses it to all but its operator", async (method) => {
    expect((await ask(method)).error).toEqual({
      code: -32601,
      message: "RPC call is unsafe to be called externally",
    });
  });

  it.each(subscriptions)("%s", async (method, params, notification, unsubscribe) => {
    const told = Promise.withResolvers<string>();
    const hear = (data: unknown): void => {
      const message = JSON.parse(String(data)) as {
        method?: string;
        params?: { subscription: string };
      };
      if (message.method === notification) told.resolve(message.params!.subscription);
    };
    run.client.socket.on("message", hear);
    const id = await result(method, params());
    expect(await told.promise).toBeTypeOf("string");
    run.client.socket.off("message", hear);
    expect(await result(unsubscribe, [id])).toBe(true);
    expect(await result(unsubscribe, [id])).toBe(false);
  });

  it("lists every one of them, and nothing of Ethereum's", async () => {
    const { methods } = (await result("rpc_methods")) as { methods: string[] };
    const named = [
      ...rows.flatMap(([names]) => names.split(" ")),
      ...unsafe,
      ...subscriptions.flatMap(([name, , , end]) => [name, end]),
      "author_submitExtrinsic",
      "author_submitAndWatchExtrinsic",
      "author_unwatchExtrinsic",
      "payment_queryInfo",
      "payment_queryFeeDetails",
      "state_getReadProof",
      "state_traceBlock",
      "system_dryRun",
      "system_dryRunAt",
      "transaction_v1_stop",
      "transactionWatch_v1_submitAndWatch",
      "transactionWatch_v1_unwatch",
      "archive_v1_storage",
      "archive_v1_stopStorage",
      "archive_v1_storageDiff",
      "archive_v1_storageDiff_stopStorageDiff",
      ...["body", "call", "continue", "header", "stopOperation", "storage", "unpin"].map(
        (name) => `chainHead_v1_${name}`,
      ),
    ];
    expect(named.filter((name) => !methods.includes(name))).toEqual([]);
    expect(methods.filter((name) => /^(eth|net|web3|debug)_/.test(name))).toEqual([]);
    for (const method of ["eth_chainId", "net_version", "web3_clientVersion"])
      expect((await ask(method)).error).toEqual({ code: -32601, message: "Method not found" });
  });
});
