import { describe, expect, test } from "vitest";
import { crowdloan } from "../../../../native/practice/runtime/crowdloan/pallet.ts";
import { proxy } from "../../../../native/practice/runtime/proxy/pallet.ts";
import {
  leaseColdkey,
  leaseHotkey,
} from "../../../../native/practice/runtime/subtensor/leases/accounts.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { system } from "../../../../native/practice/runtime/system/pallet.ts";
import { U64F64 } from "../../../../native/protocol/fixed-point.ts";
import { call, id, person, TAO } from "../call-bench.ts";
import { faults } from "../runtime/books.ts";
import {
  backer,
  beneficiary,
  LEASED,
  LeaseBench,
  ownHotkey,
  PARTS,
  RAISED,
  second,
} from "./lease-bench.ts";

/** What the next subnet costs, and the deposit of one proxy. */
const LOCK = 1_000n * TAO;
const PROXY = 93_000_000n;

describe("register_leased_network", () => {
  test("founds a subnet of the lease's account and gives back what was not needed", () => {
    const chain = LeaseBench.leased(100_000);
    const [coldkey, hotkey] = [leaseColdkey(0), leaseHotkey(0)];
    const cost = LOCK + PROXY;
    expect(chain.lease).toEqual({
      beneficiary,
      coldkey,
      hotkey,
      emissions_share: 30,
      end_block: 100_000,
      netuid: LEASED,
      cost,
    });
    expect(storage.SubnetOwner.get(chain.state, LEASED)).toBe(coldkey);
    expect(storage.SubnetOwnerHotkey.get(chain.state, LEASED)).toBe(hotkey);
    expect(storage.SubnetUidToLeaseId.find(chain.state, LEASED)).toBe(0);
    expect(storage.NextSubnetLeaseId.get(chain.state)).toBe(1);
    expect(storage.Delegates.find(chain.state, hotkey)).toBe(0);
    const created = { beneficiary, lease_id: 0, netuid: LEASED, end_block: 100_000 };
    expect(chain.named("SubtensorModule.SubnetLeaseCreated")).toEqual([created]);
    // 45 % and 30 %, rounded down; the beneficiary has the rest.
    const leftover = RAISED - cost;
    const refunds = [(leftover * 45n) / 100n, (leftover * 30n) / 100n] as const;
    expect(5_000n * TAO - chain.data(backer).free).toBe(PARTS.backer - refunds[0] + 1n);
    expect(5_000n * TAO - chain.data(second).free).toBe(PARTS.second - refunds[1] + 1n);
    const spent = 5_000n * TAO - chain.data(beneficiary).free;
    expect(spent).toBe(PARTS.beneficiary - (leftover - refunds[0] - refunds[1]) - 2n);
    expect(chain.data(coldkey)).toMatchObject({ free: 0n, reserved: PROXY });
    chain.step();
    expect(faults(chain.state)).toEqual([]);
  });

  test("notes the shares of all but the beneficiary", () => {
    const chain = LeaseBench.leased();
    const shares = storage.SubnetLeaseShares.entries(chain.state, 0);
    expect(new Map(shares.map(([[, who], { bits }]) => [who, bits]))).toEqual(
      new Map([
        [backer, U64F64.fromRatio(900n, 2_000n)],
        [second, U64F64.fromRatio(600n, 2_000n)],
      ]),
    );
  });

  test("lets the beneficiary run the subnet as a proxy, and nobody else, and not everything", () => {
    const chain = LeaseBench.leased();
    const { coldkey } = chain.lease;
    const [proxies] = proxy.storage.Proxies.get(chain.state, coldkey);
    expect(proxies).toEqual([
      { delegate: beneficiary, proxy_type: { type: "SubnetLeaseBeneficiary" }, delay: 0 },
    ]);
    storage.StartCallDelay.put(chain.state, 0n);
    const act = (who: string, inner: ReturnType<typeof call>) =>
      chain.run(who, "Proxy.proxy", {
        real: id(coldkey),
        force_proxy_type: undefined,
        call: inner,
      });
    const start = call("SubtensorModule.start_call", { netuid: LEASED });
    expect(act(backer, start)).toBe("Proxy.NotProxy");
    expect(act(beneficiary, start)).toBe("ok");
    expect(storage.FirstEmissionBlockNumber.has(chain.state, LEASED)).toBe(true);
    const rob = call("Balances.transfer_all", { dest: id(beneficiary), keep_alive: false });
    expect(act(beneficiary, rob)).toBe("ok");
    expect(chain.named("Proxy.ProxyExecuted")).toMatchObject([{ result: { type: "Err" } }]);
  });

  test("is a crowdloan's call, of its creator, for some time to come", () => {
    const chain = new LeaseBench();
    const direct = { emissions_share: 30, end_block: undefined };
    const call = "SubtensorModule.register_leased_network";
    expect(chain.run(beneficiary, call, direct)).toBe("Crowdloan.InvalidCrowdloanId");
    chain.raise(chain.block + 10);
    crowdloan.storage.CurrentCrowdloanId.put(chain.state, 0);
    expect(chain.run(backer, call, direct)).toBe("SubtensorModule.InvalidLeaseBeneficiary");
    crowdloan.storage.CurrentCrowdloanId.remove(chain.state);
    chain.block += 10;
    expect(chain.settle()).toBe("SubtensorModule.LeaseCannotEndInThePast");
    expect(storage.SubnetLeases.entries(chain.state)).toEqual([]);
    expect(storage.NextSubnetLeaseId.get(chain.state)).toBe(0);
  });

  test("fails as a whole where the money is too little, and can be tried again", () => {
    const chain = new LeaseBench();
    storage.NetworkMinLockCost.put(chain.state, 3_000n * TAO);
    chain.raise();
    expect(chain.settle()).toBe("SubtensorModule.CannotAffordLockCost");
    expect(system.storage.Account.has(chain.state, leaseColdkey(0))).toBe(false);
    storage.NetworkMinLockCost.put(chain.state, LOCK);
    expect(chain.settle()).toBe("ok");
  });

  test("costs by its contributors", () => {
    const chain = new LeaseBench();
    chain.raise();
    crowdloan.storage.CurrentCrowdloanId.put(chain.state, 0);
    const terms = { emissions_share: 30, end_block: undefined };
    expect(chain.run(beneficiary, "SubtensorModule.register_leased_network", terms)).toBe("ok");
    // Of three contributors: 47 reads and 61 writes.
    const weight = 301_560_714n + 3n * 26_884_006n + 47n * 25_000_000n + 61n * 100_000_000n;
    expect(chain.cost).toEqual({ weight });
  });
});

describe("terminate_lease", () => {
  function ended(): LeaseBench {
    const chain = LeaseBench.leased(1_000);
    chain.block = 1_000;
    chain.run(beneficiary, "SubtensorModule.try_associate_hotkey", { hotkey: ownHotkey });
    return chain;
  }

  test("makes the subnet the beneficiary's, and forgets the lease", () => {
    const chain = ended();
    const { coldkey, hotkey } = chain.lease;
    storage.AccumulatedLeaseDividends.put(chain.state, 0, 5n);
    expect(chain.terminate(beneficiary, ownHotkey)).toBe("ok");
    expect(storage.SubnetOwner.get(chain.state, LEASED)).toBe(beneficiary);
    expect(storage.SubnetOwnerHotkey.get(chain.state, LEASED)).toBe(ownHotkey);
    expect(storage.SubnetLeases.has(chain.state, 0)).toBe(false);
    expect(storage.SubnetLeaseShares.entries(chain.state, 0)).toEqual([]);
    expect(storage.AccumulatedLeaseDividends.has(chain.state, 0)).toBe(false);
    expect(proxy.storage.Proxies.has(chain.state, coldkey)).toBe(false);
    expect(chain.named("SubtensorModule.SubnetLeaseTerminated")).toEqual([
      { beneficiary, netuid: LEASED },
    ]);
    expect(chain.named("SubtensorModule.SubnetOwnerHotkeySet")).toEqual([[LEASED, ownHotkey]]);
    // The hotkey's account ends; the coldkey's keeps the deposit that comes back to it.
    expect(system.storage.Account.has(chain.state, hotkey)).toBe(false);
    expect(chain.data(coldkey)).toMatchObject({ free: PROXY, reserved: 0n });
    expect(chain.cost).toEqual({
      weight: 56_635_122n + 2n * 912_993n + 6n * 25_000_000n + 8n * 100_000_000n,
    });
    expect(chain.terminate(beneficiary, ownHotkey)).toBe("LeaseDoesNotExist");
    chain.step();
    expect(faults(chain.state)).toEqual([]);
  });

  test("is the beneficiary's, at the end, under a hotkey of its own", () => {
    const chain = ended();
    expect(chain.terminate(beneficiary, ownHotkey, 7)).toBe("LeaseDoesNotExist");
    expect(chain.terminate(backer, ownHotkey)).toBe("ExpectedBeneficiaryOrigin");
    expect(chain.terminate(beneficiary, person(9))).toBe("BeneficiaryDoesNotOwnHotkey");
    chain.block = 999;
    expect(chain.terminate(beneficiary, ownHotkey)).toBe("LeaseHasNotEnded");
    const perpetual = LeaseBench.leased();
    expect(perpetual.terminate(beneficiary, ownHotkey)).toBe("LeaseHasNoEndBlock");
  });
});

test("a leased subnet that is dissolved ends its lease", () => {
  const chain = LeaseBench.leased();
  const dissolve = { netuid: LEASED };
  expect(chain.run("root", "SubtensorModule.root_dissolve_network", dissolve)).toBe("ok");
  expect(storage.SubnetLeases.entries(chain.state)).toEqual([]);
  expect(storage.SubnetUidToLeaseId.has(chain.state, LEASED)).toBe(false);
  expect(storage.SubnetLeaseShares.entries(chain.state)).toEqual([]);
  expect(chain.terminate(beneficiary, ownHotkey)).toBe("LeaseDoesNotExist");
});
