import { createHash } from "node:crypto";
import type { Neuron, Subnet } from "../../../native/api/network.ts";
import type { ValidatorRow } from "../../../native/api/stake.ts";

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** A well-formed address that is always the same for the same seed. Its checksum is not right; the page never checks it. */
export function sampleAddress(seed: string): string {
  const digest = createHash("sha512").update(seed).digest();
  let text = "5";
  for (let index = 0; text.length < 48; index += 1) {
    text += ALPHABET[(digest[index % 64] ?? 0) % ALPHABET.length];
  }
  return text;
}

/** A 32-byte hash that is always the same for the same seed. */
export function sampleHash(seed: string): string {
  return `0x${createHash("sha256").update(seed).digest("hex")}`;
}

/** The 12 words the fake hands out; a valid phrase of the BIP-39 list. */
export const sampleWords =
  "letter advice cage absurd amount doctor acoustic avoid letter advice cage above";

/** Root and the text-generation subnet. */
export function sampleSubnets(block: number): Subnet[] {
  const owner = sampleAddress("owner");
  return [
    {
      netuid: 0,
      name: "root",
      symbol: "Τ",
      ownerHotkey: owner,
      neurons: 0,
      maximumNeurons: 64,
      tempo: 100,
      blocksUntilEpoch: 100 - (block % 100),
      burn: "1000000000",
      price: "1000000000",
      taoIn: "0",
      alphaIn: "0",
      alphaOut: "0",
      emission: "0",
      registrationAllowed: true,
    },
    {
      netuid: 1,
      name: "text-generation",
      symbol: "α",
      ownerHotkey: owner,
      neurons: 10,
      maximumNeurons: 256,
      tempo: 20,
      blocksUntilEpoch: 20 - (block % 20),
      burn: "1250000000",
      price: "98214503",
      taoIn: "4911210503113",
      alphaIn: "50004999102881",
      alphaOut: "18214000000000",
      emission: "500000000",
      registrationAllowed: true,
    },
  ];
}

const houseValidators = [
  { name: "Hearthstone", take: 0.18, stake: "8200412345678", share: 0.5142, trust: 0.9871 },
  { name: "Kiln", take: 0.09, stake: "4100000000000", share: 0.3107, trust: 0.9644 },
  { name: "Chimney", take: 0.12, stake: "2050777000001", share: 0.1751, trust: 0.9012 },
];

/** The house validators as the stake page lists them. */
export function sampleValidators(): ValidatorRow[] {
  return houseValidators.map((one, uid) => ({
    hotkey: sampleAddress(`validator-${uid}`),
    coldkey: sampleAddress(`validator-cold-${uid}`),
    name: one.name,
    uid,
    netuid: 1,
    take: one.take,
    stake: one.stake,
    dividends: String(Math.round(one.share * 4_100_000_000)),
    dividendShare: one.share,
    trust: one.trust,
    permit: true,
    own: false,
  }));
}

const minerShares = [0.262, 0.241, 0.157, 0.118, 0.0, 0.031];

/** House validators, house miners, and the own miner where it is registered. */
export function sampleNeurons(block: number, own: string | undefined): Neuron[] {
  const base = (uid: number, hotkey: string): Neuron => ({
    uid,
    hotkey,
    coldkey: sampleAddress(`cold-${uid}`),
    own: false,
    active: true,
    stake: "0",
    incentive: 0,
    dividends: 0,
    consensus: 0,
    trust: 0,
    permit: false,
    emission: "0",
    lastUpdate: Math.max(0, block - (uid % 7)),
    registeredAt: 0,
    immune: false,
  });
  const validators = houseValidators.map((one, uid) => ({
    ...base(uid, sampleAddress(`validator-${uid}`)),
    stake: one.stake,
    dividends: one.share,
    trust: one.trust,
    permit: true,
    emission: String(Math.round(one.share * 4_100_000_000)),
  }));
  const miners = minerShares.map((share, index) => ({
    ...base(index + 3, sampleAddress(`miner-${index}`)),
    incentive: share,
    consensus: share,
    axon: `127.0.0.1:${41_000 + index}`,
    emission: String(Math.round(share * 4_100_000_000)),
  }));
  if (own === undefined) return [...validators, ...miners];
  return [
    ...validators,
    ...miners,
    {
      ...base(9, own),
      own: true,
      incentive: 0.191,
      consensus: 0.19,
      axon: "127.0.0.1:42001",
      emission: "783100000",
      immune: true,
      registeredAt: Math.max(0, block - 40),
    },
  ];
}
