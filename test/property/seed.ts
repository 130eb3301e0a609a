import fc from "fast-check";

/**
 * In CI every property starts from one seed, so that a red run can be run again as it was, and a change is not held back by a rare
 * history that was there before it. Everywhere else the seed is new each time: that is where rare histories are found.
 */
if (process.env.CI !== undefined)
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_122 });
