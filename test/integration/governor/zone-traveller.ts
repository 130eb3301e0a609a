import koffi from "koffi";
import { rereadTimeZone, systemOffset } from "../../../native/governor/calendar/local-time.ts";

// A process whose zone is changed behind Node's back, as a person in the system's settings does; prints the offset each time.
const setenv = koffi.load(null).func("int setenv(const char *name, const char *value, int over)");
const summer = Date.UTC(2026, 6, 1);
const seen = [systemOffset(summer)];
setenv("TZ", "America/New_York", 1);
seen.push(systemOffset(summer));
rereadTimeZone();
seen.push(systemOffset(summer));
console.log(JSON.stringify(seen));
