import { clampBetween, I64F64, smaller, U64F64 } from "./fixed-point.ts";

/** A conviction lock: alpha units locked, conviction as U64F64 bits, and the block up to which both are counted. */
export interface Lock {
  readonly mass: bigint;
  readonly conviction: bigint;
  readonly block: bigint;
}

/** Time constants in blocks: in one of them a decaying lock falls to 1/e, and conviction comes within 1/e of its mass. */
export interface LockRates {
  readonly unlock: bigint;
  readonly maturity: bigint;
}

/** How a lock ages: one on the subnet owner's hotkey is convicted at once, a perpetual one keeps its mass. */
export interface LockKind {
  readonly owner: boolean;
  readonly perpetual: boolean;
}

/** Less than this many units, of mass and of conviction, is no lock any more. */
const LEAST = 100n;
/** e^x is worked out down to here. */
const LOWEST_EXPONENT = I64F64.fromInteger(-40n);

/** A lock of nothing, counted up to a block. */
export function emptyLock(block: bigint): Lock {
  return { mass: 0n, conviction: 0n, block };
}

/** True when so little is left that the chain forgets the lock. */
export function isDust({ mass, conviction }: Lock): boolean {
  return mass < LEAST && conviction < U64F64.fromInteger(LEAST);
}

/** Two locks as one, counted up to the later of their blocks. */
export function addLocks(left: Lock, right: Lock): Lock {
  return {
    mass: left.mass + right.mass,
    conviction: U64F64.add(left.conviction, right.conviction),
    block: -smaller(-left.block, -right.block),
  };
}

/** A lock with so much less mass and conviction, neither below 0. */
export function reduceLock(lock: Lock, less: Omit<Lock, "block">): Lock {
  return {
    mass: lock.mass > less.mass ? lock.mass - less.mass : 0n,
    conviction: U64F64.subtract(lock.conviction, less.conviction),
    block: lock.block,
  };
}

/** What mass and conviction a lock lost on the way from one state to a later one; what grew counts 0. */
export function lossOf(before: Lock, after: Lock): Omit<Lock, "block"> {
  const { mass, conviction } = reduceLock(before, after);
  return { mass, conviction };
}

/** A lock counted up to block `now`. Source: staking/lock.rs, roll_forward_lock, digit for digit. */
export function rollLock(lock: Lock, now: bigint, rates: LockRates, kind: LockKind): Lock {
  const aged = now > lock.block ? age(lock, now, rates, kind.perpetual) : lock;
  const rolled = kind.owner ? { ...aged, conviction: U64F64.fromInteger(aged.mass) } : aged;
  return isDust(rolled) ? emptyLock(rolled.block) : rolled;
}

function age(lock: Lock, now: bigint, rates: LockRates, perpetual: boolean): Lock {
  const blocks = now - lock.block;
  const unlocking = decay(blocks, rates.unlock);
  const maturing = rates.maturity === rates.unlock ? unlocking : decay(blocks, rates.maturity);
  const mass = U64F64.fromInteger(lock.mass);
  const gained = perpetual
    ? U64F64.subtract(U64F64.one, maturing)
    : gainOfDecaying(blocks, rates, unlocking, maturing);
  return {
    mass: perpetual ? lock.mass : U64F64.toInteger(U64F64.multiply(unlocking, mass)),
    conviction: U64F64.add(
      U64F64.multiply(maturing, lock.conviction),
      U64F64.multiply(mass, gained),
    ),
    block: now,
  };
}

/** The part of a decaying lock's mass that becomes conviction, as U64F64 bits. */
function gainOfDecaying(
  blocks: bigint,
  { unlock, maturity }: LockRates,
  unlocking: bigint,
  maturing: bigint,
): bigint {
  if (unlock === maturity) {
    const times = U64F64.divide(U64F64.fromInteger(blocks), U64F64.fromInteger(maturity));
    return U64F64.multiply(times, maturing);
  }
  if (unlock === 0n || maturity === 0n) return 0n;
  const difference = I64F64.subtract(unlocking, maturing);
  const scaled = I64F64.multiply(I64F64.fromInteger(unlock), difference);
  const gained = I64F64.checkedDivide(scaled, I64F64.fromInteger(unlock - maturity)) ?? 0n;
  return gained > 0n ? gained : 0n;
}

/** e^(-blocks / rate) as U64F64 bits; 0 for a rate of 0, but 1 where no time has passed. */
export function decay(blocks: bigint, rate: bigint): bigint {
  if (blocks === 0n) return U64F64.one;
  if (rate === 0n) return 0n;
  const exponent =
    I64F64.checkedDivide(I64F64.fromInteger(-blocks), I64F64.fromInteger(rate)) ?? LOWEST_EXPONENT;
  return exponential(clampBetween(exponent, LOWEST_EXPONENT, 0n));
}

/**
 * e^x of I64F64 bits between -40 and 0 as the chain's crate works it out: the Taylor series of -x up to its 63rd power, and
 * one over that. Source: substrate-fixed 0.6.0, transcendental::exp.
 */
function exponential(x: bigint): bigint {
  if (x === 0n) return I64F64.one;
  const size = -x;
  let term = size;
  let sum = size + I64F64.one;
  for (let power = 2n; power < I64F64.fractionBits && term > 0n; power += 1n) {
    term = I64F64.multiply(term, size) / power;
    sum += term;
  }
  return I64F64.divide(I64F64.one, sum);
}
