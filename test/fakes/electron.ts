import { EventEmitter } from "node:events";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { ElectronApi } from "../../electron/shell/electron-api.ts";

/** One call of Electron's API, as it was made. */
export interface RecordedCall {
  readonly name: string;
  readonly parameters: readonly unknown[];
}

/** A port that behaves like Electron's MessagePortMain, over a real message channel. */
export class RecordedPort extends EventEmitter {
  readonly #port: MessagePort;
  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on("message", (data) => this.emit("message", { data, ports: [] }));
    port.on("close", () => this.emit("close"));
  }
  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }
  start(): void {
    this.#port.start();
  }
  close(): void {
    this.#port.close();
  }
}

/** A utility process that never runs: it remembers what it was sent and ends when told. */
export class RecordedUtility extends EventEmitter {
  pid: number | undefined = 4242;
  readonly stderr = new EventEmitter();
  readonly stdout = Object.assign(new EventEmitter(), { resume: () => {} });
  readonly sent: { message: unknown; ports: RecordedPort[] }[] = [];
  readonly fork: { modulePath: string; args: string[]; options: Record<string, unknown> };
  constructor(modulePath: string, args: string[], options: Record<string, unknown>) {
    super();
    this.fork = { modulePath, args, options };
  }
  postMessage(message: unknown, ports: RecordedPort[] = []): void {
    this.sent.push({ message, ports });
    this.emit("sent", message, ports);
  }
  kill(): boolean {
    queueMicrotask(() => this.exit(0));
    return true;
  }
  exit(code: number): void {
    this.pid = undefined;
    this.emit("exit", code);
  }
}

class RecordedContents extends EventEmitter {
  windowOpenHandler: (() => { action: string }) | undefined;
  readonly posted: { channel: string; ports: RecordedPort[] }[] = [];
  reloads = 0;
  url = "";
  getURL(): string {
    return this.url;
  }
  setWindowOpenHandler(handler: () => { action: string }): void {
    this.windowOpenHandler = handler;
  }
  postMessage(channel: string, _message: unknown, ports: RecordedPort[]): void {
    this.posted.push({ channel, ports });
  }
  reload(): void {
    this.reloads += 1;
  }
}

class RecordedWindow extends EventEmitter {
  readonly webContents = new RecordedContents();
  readonly options: Record<string, unknown> & { webPreferences: Record<string, unknown> };
  url = "";
  visible = false;
  constructor(options: RecordedWindow["options"]) {
    super();
    this.options = options;
  }
  loadURL(url: string): Promise<void> {
    this.url = url;
    this.webContents.url = url;
    return Promise.resolve();
  }
  show(): void {
    this.visible = true;
  }
  hide(): void {
    this.visible = false;
  }
  focus(): void {}
  restore(): void {}
  isMinimized(): boolean {
    return false;
  }
  isDestroyed(): boolean {
    return false;
  }
}

/** The computer's power as the shell sees it: figures to set, events to emit. */
export class RecordedPower extends EventEmitter {
  idleSeconds = 0;
  onBattery = false;
  getSystemIdleTime(): number {
    return this.idleSeconds;
  }
  isOnBatteryPower(): boolean {
    return this.onBattery;
  }
}

/** Electron's API as the shell sees it, recording every call in order; nothing is drawn and no process is started. */
export function recordingElectron(options: { readonly firstInstance?: boolean } = {}) {
  const calls: RecordedCall[] = [];
  const record =
    <T>(name: string, answer: (...parameters: never[]) => T) =>
    (...parameters: unknown[]): T => {
      calls.push({ name, parameters });
      return answer(...(parameters as never[]));
    };
  const windows: RecordedWindow[] = [];
  const utilities: RecordedUtility[] = [];
  const power = new RecordedPower();
  const menus: { label?: string; enabled?: boolean; click?: () => void }[][] = [];
  const handlers: Record<string, (...parameters: never[]) => unknown> = {};
  const keep = (name: string) =>
    record(name, (handler: (...parameters: never[]) => unknown) => {
      handlers[name] = handler;
    });
  const app = Object.assign(new EventEmitter(), {
    enableSandbox: record("app.enableSandbox", () => {}),
    requestSingleInstanceLock: record(
      "app.requestSingleInstanceLock",
      () => options.firstInstance ?? true,
    ),
    whenReady: record("app.whenReady", () => Promise.resolve()),
    getPath: record("app.getPath", () => "/profile"),
    quit: record("app.quit", () => {}),
    exit: record("app.exit", () => {}),
  });
  const api = {
    app,
    protocol: {
      registerSchemesAsPrivileged: record("protocol.registerSchemesAsPrivileged", () => {}),
      handle: record("protocol.handle", (_scheme: string, handler: never) => {
        handlers["protocol.handle"] = handler;
      }),
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler: keep("session.setPermissionRequestHandler"),
        setPermissionCheckHandler: keep("session.setPermissionCheckHandler"),
        setDevicePermissionHandler: keep("session.setDevicePermissionHandler"),
      },
    },
    BrowserWindow: class extends RecordedWindow {
      constructor(windowOptions: RecordedWindow["options"]) {
        super(windowOptions);
        calls.push({ name: "new BrowserWindow", parameters: [windowOptions] });
        windows.push(this);
        app.emit("web-contents-created", {}, this.webContents);
      }
    },
    Menu: {
      buildFromTemplate: (template: (typeof menus)[number]) => {
        menus.push(template);
        return template;
      },
    },
    Tray: class extends EventEmitter {
      setToolTip = record("tray.setToolTip", () => {});
      setContextMenu = record("tray.setContextMenu", () => {});
      destroy = record("tray.destroy", () => {});
    },
    powerMonitor: power,
    dialog: { showErrorBox: record("dialog.showErrorBox", () => {}) },
    nativeImage: { createFromPath: record("nativeImage.createFromPath", (path: string) => path) },
    MessageChannelMain: class {
      readonly port1: RecordedPort;
      readonly port2: RecordedPort;
      constructor() {
        const channel = new MessageChannel();
        this.port1 = new RecordedPort(channel.port1);
        this.port2 = new RecordedPort(channel.port2);
      }
    },
    utilityProcess: {
      fork: (modulePath: string, args: string[], forkOptions: Record<string, unknown>) => {
        calls.push({ name: "utilityProcess.fork", parameters: [modulePath, args, forkOptions] });
        const utility = new RecordedUtility(modulePath, args, forkOptions);
        utilities.push(utility);
        return utility;
      },
    },
  };
  // The double has only what the shell calls; the shell itself is compiled against Electron's own types.
  return {
    api: api as unknown as ElectronApi,
    app,
    calls,
    windows,
    utilities,
    menus,
    handlers,
    power,
  };
}
