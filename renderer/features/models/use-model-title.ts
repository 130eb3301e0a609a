import { api } from "../../app/api.ts";
import { useEngine } from "../../stores/engine.ts";
import { useRequest } from "../../ui/hooks/use-request.ts";
import { modelTitle } from "./model-title.ts";

/** Reads the ids of models on this computer as their names: "Hearth Demo f16". An id that is not here stays as it is. */
export function useModelTitle(): (id: string) => string {
  const held = useEngine((store) => store.data.value?.models.length ?? 0);
  const { data } = useRequest("model-titles", () => api.models.list({}), held);
  return (id) => {
    const model = data.value?.find((one) => one.id === id);
    return model === undefined ? id : modelTitle(model.name, model.quantisation);
  };
}
