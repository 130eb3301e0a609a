/*
 * The part of pdh.dll that Hearth asks, with the structures of pdh.h as a 64-bit compiler lays them out: the counters of one card whose
 * LUID is that of fake-gdi.c's. Built with -DMODE=… it answers, hangs in a provider, or writes nonsense.
 */
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define ANSWERS 0
#define HANGS 1
#define NONSENSE 2
#ifndef MODE
#define MODE ANSWERS
#endif

#define MORE_DATA 0x800007d2u
#define NO_OBJECT 0xc0000bb8u
#define INVALID_HANDLE 0xc0000bbcu
#define INVALID_DATA 0xc0000bc6u

typedef struct {
  uint32_t status;
  union {
    int32_t number;
    double share;
    int64_t whole;
  } value;
} counter_value;
typedef struct {
  uint16_t *name;
  counter_value value;
} counter_item;

#define CARD "luid_0x00000000_0x0000D5B4_phys_0"
enum { ENGINES, ADAPTERS, PROGRAMS, KINDS };
static const char *paths[KINDS] = {"\\GPU Engine(*)\\Utilization Percentage",
                                   "\\GPU Adapter Memory(*)\\Dedicated Usage",
                                   "\\GPU Process Memory(*)\\Local Usage"};
static const struct {
  int kind;
  const char *name;
  double figure;
  uint32_t status;
} rows[] = {
    {ENGINES, "pid_900_" CARD "_eng_0_engtype_3D", 31.5, 0},
    {ENGINES, "pid_4_" CARD "_eng_0_engtype_3D", 40, 1},
    {ENGINES, "pid_900_" CARD "_eng_1_engtype_Copy", 12, 0},
    {ENGINES, "pid_77_" CARD "_eng_0_engtype_3D", 99, 0xc0000bba},
    {ADAPTERS, CARD, 9663676416.0, 0},
    {PROGRAMS, "pid_900_" CARD, 8589934592.0, 0},
    {PROGRAMS, "pid_4_" CARD, 104857600.0, 0},
};
#define ROWS (sizeof rows / sizeof *rows)

static int samples[2];
static int queries;
static struct {
  int kind, query;
} counters[8];
static int added;

uint32_t PdhOpenQueryW(const void *source, uintptr_t user, void **query) {
  if (source != 0 || user != 0 || queries == 2) return INVALID_HANDLE;
  *query = &samples[queries++];
  return 0;
}
uint32_t PdhAddEnglishCounterW(void *query, const uint16_t *path, uintptr_t user, void **counter) {
  (void)user;
  for (int kind = 0; kind < KINDS; kind++) {
    size_t at = 0;
    while (paths[kind][at] && path[at] == (uint16_t)paths[kind][at]) at++;
    if (paths[kind][at] || path[at]) continue;
    counters[added].kind = kind;
    counters[added].query = (int)((int *)query - samples);
    *counter = &counters[added++];
    return 0;
  }
  return NO_OBJECT;
}
uint32_t PdhCollectQueryData(void *query) {
  if (MODE == HANGS)
    for (;;) sleep(1000);
  ++*(int *)query;
  return 0;
}
uint32_t PdhGetFormattedCounterArrayW(void *counter, uint32_t format, uint32_t *size, uint32_t *count, counter_item *out) {
  int at = -1;
  for (int i = 0; i < added; i++)
    if (counter == &counters[i]) at = i;
  if (at < 0) return INVALID_HANDLE;
  int kind = counters[at].kind;
  if (kind == ENGINES && samples[counters[at].query] < 2) return INVALID_DATA;
  uint32_t items = 0, letters = 0;
  for (size_t row = 0; row < ROWS; row++)
    if (rows[row].kind == kind) {
      items++;
      letters += (uint32_t)strlen(rows[row].name) + 1;
    }
  uint32_t room = items * (uint32_t)sizeof(counter_item) + 2 * letters;
  if (*size < room) {
    *size = room;
    return MORE_DATA;
  }
  if (MODE == NONSENSE) {
    memset(out, 0xfe, *size);
    *count = 0xfffffff0u;
    return 0;
  }
  uint16_t *text = (uint16_t *)(out + items);
  uint32_t item = 0;
  for (size_t row = 0; row < ROWS; row++) {
    if (rows[row].kind != kind) continue;
    out[item].name = text;
    for (const char *letter = rows[row].name;; letter++) {
      *text++ = (uint16_t)*letter;
      if (!*letter) break;
    }
    out[item].value.status = rows[row].status;
    if (format & 0x200) out[item].value.value.share = rows[row].figure;
    else out[item].value.value.whole = (int64_t)rows[row].figure;
    item++;
  }
  *count = items;
  *size = room;
  return 0;
}
uint32_t PdhCloseQuery(void *query) {
  (void)query;
  return 0;
}
