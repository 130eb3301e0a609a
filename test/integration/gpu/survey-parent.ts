import { surveyGraphics } from "../../../native/gpu/survey/survey-graphics.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";

/** A node that is killed while a program hangs that lists its cards. */
await surveyGraphics(nodeLauncher(), 600_000);
