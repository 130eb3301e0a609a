import { Skeleton } from "@mantine/core";
import { api } from "../../../app/api.ts";
import { useStream } from "../../../ui/hooks/use-stream.ts";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import { EndpointForm } from "./endpoint-form.tsx";
import { EndpointNow } from "./endpoint-now.tsx";

/** How validators reach the miner: what is so now and why, and the settings, where there is something to set. */
export function EndpointView() {
  const data = useStream("endpoint", (signal) => api.mining.watchEndpoint({}, { signal }));
  const status = data.value;
  return (
    <>
      {data.state === "failed" && <ErrorView error={data.error} />}
      {status === undefined && data.state === "loading" && <Skeleton height={240} />}
      {status !== undefined && <EndpointNow status={status} />}
      {status !== undefined && !status.practice && (
        // Settings that were saved elsewhere, by the Doctor or the command line, make the form anew.
        <EndpointForm
          key={JSON.stringify(status.settings)}
          saved={status.settings}
          addresses={status.addresses}
        />
      )}
    </>
  );
}
