import { createHash } from "node:crypto";
import type { Device } from "../../../native/api/hardware.ts";
import type { Model } from "../../../native/api/models.ts";
import type { Neuron, Subnet } from "../../../native/api/network.ts";
import type { ValidatorRow } from "../../../native/api/stake.ts";

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

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

/** One GPU as a working node reports it. */
export function sampleDevice(mining: boolean, time: number): Device {
  const wave = (Math.sin(time / 4000) + 1) / 2;
  return {
    id: "gpu-0",
    kind: "gpu",
    name: "NVIDIA GeForce RTX 4090",
    vendor: "NVIDIA",
    backend: "cuda",
    memory: {
      totalBytes: 24 * GIB,
      usedBytes: Math.round((mining ? 9.4 : 1.7) * GIB),
      hearthBytes: mining ? Math.round(7.7 * GIB) : 0,
    },
    load: mining ? 0.35 + 0.5 * wave : 0.03,
    celsius: mining ? 58 + 8 * wave : 41,
    watts: mining ? 180 + 90 * wave : 24,
    seenBy: ["llama.cpp", "systeminformation"],
  };
}

/** The processor of the same computer. */
export function sampleProcessor(): Device {
  return {
    id: "cpu",
    kind: "cpu",
    name: "AMD Ryzen 7 7700X",
    backend: "cpu",
    memory: {
      totalBytes: 32 * GIB,
      usedBytes: Math.round(11.2 * GIB),
      hearthBytes: Math.round(0.3 * GIB),
    },
    load: 0.11,
    cores: 8,
    threads: 16,
    seenBy: ["systeminformation"],
  };
}

/** The three shipped models and one that was added and is too large. */
export function sampleModels(): Model[] {
  const shipped = (quantisation: string, size: number, recommended: boolean): Model => ({
    id: `hearth-demo-${quantisation.toLowerCase()}`,
    name: "Hearth Demo",
    file: `hearth-demo-${quantisation.toLowerCase()}.gguf`,
    sizeBytes: size,
    sha256: sampleHash(quantisation).slice(2),
    quantisation,
    parameters: 412_000,
    contextLength: 512,
    role: "chat",
    licence: "Apache-2.0",
    origin: "shipped",
    state: "ready",
    neededBytes: size + 6 * MIB,
    fits: true,
    recommended,
    loaded: recommended,
  });
  const models: Model[] = [
    shipped("F16", 0.9 * MIB, true),
    shipped("Q8_0", 0.5 * MIB, false),
    shipped("Q4_0", 0.3 * MIB, false),
    {
      ...shipped("Q4_K_M", 42 * GIB, false),
      id: "llama-70b",
      name: "Llama 3.3 70B Instruct",
      file: "llama-3.3-70b-instruct-q4_k_m.gguf",
      parameters: 70_600_000_000,
      contextLength: 131_072,
      licence: "Llama 3.3",
      origin: "added",
      state: "unverified",
      neededBytes: 47 * GIB,
      fits: false,
    },
  ];
  return models.map((model) => ({
    ...model,
    sizeBytes: Math.round(model.sizeBytes),
    neededBytes: Math.round(model.neededBytes),
  }));
}

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
