/* The part of gdi32.dll that Hearth asks, with the structures of d3dkmthk.h as a 64-bit compiler lays them out: two cards. */
#include <stdint.h>
#include <string.h>

typedef struct {
  uint32_t adapter;
  struct {
    uint32_t low;
    int32_t high;
  } luid;
  uint32_t sources;
  int32_t present;
} adapter_info;
typedef struct {
  uint32_t count;
  adapter_info *adapters;
} enum_adapters;
typedef struct {
  uint32_t adapter;
  int32_t type;
  void *data;
  uint32_t size;
} query_info;
typedef struct {
  uint32_t adapter;
} close_adapter;
typedef struct {
  uint32_t index;
  uint64_t memory, most_memory, most_memory_over, bandwidth, pcie;
  uint32_t turns, power, celsius;
  uint8_t override;
} performance;
typedef struct {
  uint32_t index;
  uint64_t bandwidth, pcie;
  uint32_t turns, most, warning;
} limits;
typedef struct {
  uint32_t node, index;
  uint64_t frequency, most, most_over;
  uint32_t voltage, most_voltage, most_voltage_over;
  uint64_t transitions;
} node_performance;
typedef struct {
  uint32_t bus, device, function;
} address;
typedef struct {
  uint64_t own, own_system, shared;
} segments;
typedef struct {
  uint16_t adapter[260], bios[260], dac[260], chip[260];
} registry;

static const uint32_t handles[2] = {0x40000000, 0xc0000040};
static const char *names[2] = {"AMD Radeon RX 7800 XT", "Microsoft Basic Render Driver"};
static int closed[2];

int32_t D3DKMTEnumAdapters2(enum_adapters *asked) {
  if (asked->adapters == 0) {
    asked->count = 2;
    return 0;
  }
  if (asked->count < 2) return (int32_t)0xc0000023;
  memset(asked->adapters, 0xaa, 2 * sizeof(adapter_info));
  for (int i = 0; i < 2; i++) {
    closed[i] = 0;
    asked->adapters[i].adapter = handles[i];
    asked->adapters[i].luid.low = i ? 0xa1b2 : 0xd5b4;
    asked->adapters[i].luid.high = 0;
  }
  asked->count = 2;
  return 0;
}

static int card_of(uint32_t adapter) {
  for (int i = 0; i < 2; i++)
    if (adapter == handles[i] && !closed[i]) return i;
  return -1;
}

int32_t D3DKMTCloseAdapter(const close_adapter *asked) {
  int card = card_of(asked->adapter);
  if (card < 0) return (int32_t)0xc000000d;
  closed[card] = 1;
  return 0;
}

int32_t D3DKMTQueryAdapterInfo(query_info *asked) {
  int card = card_of(asked->adapter);
  if (card < 0) return (int32_t)0xc0000008;
#define ANSWER(kind, shape) \
  if (asked->type == kind && asked->size == sizeof(shape)) for (shape *out = asked->data; out; out = 0)
  ANSWER(15, uint32_t) { *out = card ? 4 : 3; return 0; }
  ANSWER(8, registry) {
    for (int i = 0; names[card][i]; i++) out->adapter[i] = (uint16_t)names[card][i];
    return 0;
  }
  ANSWER(6, address) { out->bus = 3; out->device = out->function = 0; return 0; }
  ANSWER(3, segments) { out->own = 17163091968ull; return 0; }
  ANSWER(63, limits) { out->turns = 3300; out->most = 1200; out->warning = 1100; return 0; }
  ANSWER(62, performance) { out->memory = 1218000000; out->turns = 1320; out->celsius = 615; return 0; }
  ANSWER(61, node_performance) { out->frequency = 2371000000ull; return 0; }
  return (int32_t)0xc000000d;
}
