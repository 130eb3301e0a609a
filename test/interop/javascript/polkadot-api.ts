import assert from "node:assert/strict";
import { createClient, type PolkadotClient } from "polkadot-api";
import { getWsProvider } from "polkadot-api/ws";
import type { PracticeNetwork } from "../suite.ts";
import { LegacyOnlySocket } from "./legacy-socket.ts";
import { polkadotApiActing } from "./polkadot-api-acting.ts";
import { polkadotApiSweeps } from "./polkadot-api-sweeps.ts";
import { first, type Step } from "./step.ts";

/** What polkadot-api is asked to do, over one connection and without generated descriptors, and the way to end it. */
export function polkadotApiSteps(network: PracticeNetwork): {
  readonly steps: readonly Step[];
  close(): void;
} {
  const client = createClient(getWsProvider(network.endpoint));
  return {
    close: () => client.destroy(),
    steps: [
      {
        command: "createClient(getWsProvider(url)).getChainSpecData()",
        run: async () => {
          const { genesisHash, name, properties } = await client.getChainSpecData();
          assert.equal(genesisHash, network.genesis);
          assert.equal(name, "Hearth Practice");
          assert.equal((properties as { ss58Format: number }).ss58Format, 42);
        },
      },
      {
        command: "client.finalizedBlock$, client.bestBlocks$, client.blocks$",
        run: () => follow(client),
      },
      {
        command: "client.getBlockHeader(hash), client.getBlockBody(hash)",
        run: async () => {
          const { hash, number } = await client.getFinalizedBlock();
          assert.equal((await client.getBlockHeader(hash)).number, number);
          assert.ok((await client.getBlockBody(hash)).length > 0);
        },
      },
      {
        command: "client._request(method, params): archive_v1 and legacy methods",
        run: async () => {
          const height = await client._request<number>("archive_v1_finalizedHeight", []);
          const [hash] = await client._request<string[]>("archive_v1_hashByHeight", [height]);
          assert.match(await client._request<string>("archive_v1_header", [hash]), /^0x/);
          assert.equal(await client._request("system_chain", []), "Hearth Practice");
        },
      },
      ...polkadotApiSweeps(client),
      ...polkadotApiActing(client, network),
      {
        command: "getWsProvider(url, { websocketClass }): the same by the legacy methods alone",
        run: () => byLegacyMethods(network),
      },
    ],
  };
}

async function follow(client: PolkadotClient): Promise<void> {
  const finalized = await first<number>(3, (hear) => {
    const heard = client.finalizedBlock$.subscribe(({ number }) => hear(number));
    return () => heard.unsubscribe();
  });
  for (const [index, number] of finalized.entries()) assert.equal(number, finalized[0]! + index);
  await first(2, (hear) => {
    const heard = client.bestBlocks$.subscribe(hear);
    return () => heard.unsubscribe();
  });
  await first(2, (hear) => {
    const heard = client.blocks$.subscribe(hear);
    return () => heard.unsubscribe();
  });
}

/** Follows, reads and sends over a connection that offers no new methods. */
async function byLegacyMethods(network: PracticeNetwork): Promise<void> {
  const websocketClass = LegacyOnlySocket;
  const client = createClient(getWsProvider(network.endpoint, { websocketClass }));
  try {
    const { genesisHash } = await client.getChainSpecData();
    assert.equal(genesisHash, network.genesis);
    await follow(client);
    const [query, transfer] = polkadotApiActing(client, network).filter(({ command }) =>
      /getEstimatedFees|signSubmitAndWatch/.test(command),
    );
    await query!.run();
    await transfer!.run();
    const accounts = await client.getUnsafeApi().query.System!.Account!.getEntries();
    assert.ok(accounts.length > 3);
  } finally {
    client.destroy();
  }
}
