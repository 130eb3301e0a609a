import type { Configuration } from "electron-builder";
import { burnFuses } from "./package/after-pack.ts";

/** Where native code lies: the system's loader cannot look into an archive. */
const nativeFolders = [
  "node_modules/node-llama-cpp/bins",
  "node_modules/node-llama-cpp/llama/localBuilds",
  "node_modules/@node-llama-cpp/*",
  "node_modules/@koromix/*",
];

/** In electron-builder's own words, filled by it for each target: linux-x64, mac-arm64, win-x64. */
const target = ["os", "arch"].map((name) => `$\{${name}}`).join("-");

/** Of node-llama-cpp only the binaries of the target; nothing that is for compiling llama.cpp. */
const onlyThisPlatform = [
  "!node_modules/@node-llama-cpp/*/bins/**/*",
  `node_modules/@node-llama-cpp/${target}*/bins/**/*`,
  // 374 MB for drivers so old that Vulkan or the CPU serve them.
  "!node_modules/@node-llama-cpp/*-cuda-ext/**/*",
  "!node_modules/node-llama-cpp/bins/**/*",
  `node_modules/node-llama-cpp/bins/${target}*/**/*`,
  "!node_modules/node-llama-cpp/llama/gitRelease.bundle",
  "!node_modules/node-llama-cpp/llama/{addon,cmake,gpuInfo,patches,profiles,toolchains,xpack}/**/*",
];

/** What polkadot-api needs to generate code, which Hearth never does. */
const buildTools = ["!node_modules/{typescript,rollup,@rollup,node-addon-api}/**/*"];

/**
 * How the desktop app is packaged. The archive holds dist/desktop (main, preload, node) and dist/renderer (page); the demo
 * model lies beside it, where native/host/resource-folder.ts looks, since llama.cpp opens it by its path.
 */
const config: Configuration = {
  appId: "org.hearth.desktop",
  productName: "Hearth",
  copyright: "Copyright the Hearth authors, Apache License 2.0",
  directories: { output: "build/package", buildResources: "resources/icons" },
  icon: "resources/icons/icon.png",
  files: [
    "package.json",
    "dist/desktop/**/*",
    "dist/renderer/**/*",
    "resources/icons/*",
    "!**/*.{ts,map}",
    ...onlyThisPlatform,
    ...buildTools,
  ],
  asar: true,
  asarUnpack: nativeFolders,
  extraResources: [
    { from: "resources/demo-model", to: "demo-model", filter: ["*.gguf", "manifest.json"] },
    { from: "LICENSE", to: "LICENSE.txt" },
  ],
  // Every native module comes with its binary; nothing is compiled on the way.
  npmRebuild: false,
  afterPack: burnFuses,
  linux: {
    target: ["deb", "AppImage"],
    executableName: "hearth",
    category: "Finance",
    maintainer: "The Hearth authors",
    synopsis: "Earn on the Bittensor network with the GPU at home",
  },
  deb: { packageCategory: "net" },
  win: { target: ["nsis"] },
  nsis: { oneClick: false, perMachine: false, deleteAppDataOnUninstall: false },
  mac: { target: ["dmg"], category: "public.app-category.finance", hardenedRuntime: true },
};

/** electron-builder reads its configuration from here. */
export default config;
