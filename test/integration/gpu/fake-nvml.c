/*
 * A stand-in for NVIDIA's management library with the shapes of nvml.h: two cards, an RTX 3090 and an RTX 4070.
 * Built with -DMODE=… it answers, refuses, prints nonsense, hangs or aborts; with -DONCE="file" it does so in its first
 * life only, since it leaves that file behind and answers where it finds it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ANSWERS 0
#define REFUSES 1
#define NONSENSE 2
#define HANGS 3
#define ABORTS 4
#define HANGS_AT_START 5
#define MISMATCHED 6
#define LOSES_A_CARD 7

#ifndef MODE
#define MODE ANSWERS
#endif

typedef unsigned int u32;
typedef unsigned long long u64;
typedef struct { u32 pid; u64 bytes; u32 instance; u32 compute; } process_info;
typedef struct { char legacy[16]; u32 domain, bus, device, id, subsystem; char text[32]; } pci_info;

static int cards[2] = {0, 1};
static int mode = MODE;

static void misbehaved(void) {
#ifdef ONCE
  FILE *file = fopen(ONCE, "w");
  if (file) fclose(file);
#endif
}

static void hang(void) {
  misbehaved();
  for (;;) sleep(1000);
}

static int number(void *card) { return *(int *)card; }

static int text(char *out, u32 room, const char *words) {
  if (mode == NONSENSE) {
    memset(out, 0xfe, room);
    return 0;
  }
  strncpy(out, words, room);
  return 0;
}

static int value(u32 *out, u32 good) {
  if (mode == REFUSES) return 3;
  *out = mode == NONSENSE ? 4294967295u : good;
  return 0;
}

int nvmlInit_v2(void) {
#ifdef ONCE
  if (access(ONCE, F_OK) == 0) mode = ANSWERS;
#endif
  if (mode == HANGS_AT_START) hang();
  return mode == MISMATCHED ? 18 : 0;
}
int nvmlSystemGetDriverVersion(char *out, u32 room) { return text(out, room, "550.120"); }
int nvmlDeviceGetCount_v2(u32 *out) {
  *out = mode == NONSENSE ? 4000000000u : 2;
  return 0;
}
int nvmlDeviceGetHandleByIndex_v2(u32 index, void **out) {
  if (index > 1) return 2;
  *out = &cards[index];
  return 0;
}
int nvmlDeviceGetName(void *card, char *out, u32 room) {
  return text(out, room, number(card) ? "NVIDIA GeForce RTX 4070" : "NVIDIA GeForce RTX 3090");
}
int nvmlDeviceGetUUID(void *card, char *out, u32 room) {
  return text(out, room, number(card) ? "GPU-4070" : "GPU-3090");
}
int nvmlDeviceGetPciInfo_v3(void *card, pci_info *out) {
  return text(out->text, sizeof out->text, number(card) ? "00000000:09:00.0" : "00000000:01:00.0");
}
int nvmlDeviceGetMemoryInfo(void *card, u64 *out) {
  if (mode == HANGS) hang();
  if (mode == ABORTS) {
    misbehaved();
    abort();
  }
  if (mode == LOSES_A_CARD && number(card) == 1) return 15;
  if (mode == REFUSES) return 3;
  out[0] = mode == NONSENSE ? ~0ull : number(card) ? 12878610432ull : 25769803776ull;
  out[1] = 0;
  out[2] = mode == NONSENSE ? ~0ull - 5 : number(card) ? 850395136ull : 9663676416ull;
  return 0;
}
int nvmlDeviceGetUtilizationRates(void *card, u32 *out) {
  out[1] = 0;
  return value(out, number(card) ? 3 : 97);
}
int nvmlDeviceGetTemperature(void *card, int sensor, u32 *out) {
  return sensor == 0 ? value(out, number(card) ? 41 : 71) : 2;
}
int nvmlDeviceGetTemperatureThreshold(void *card, int which, u32 *out) {
  /* The 4070 tells only the other threshold, as newer cards do. */
  if (which == 1) return number(card) ? 3 : value(out, 95);
  return which == 3 && number(card) ? value(out, 90) : 2;
}
int nvmlDeviceGetPowerUsage(void *card, u32 *out) { return value(out, number(card) ? 28130 : 341870); }
int nvmlDeviceGetEnforcedPowerLimit(void *card, u32 *out) { return value(out, number(card) ? 200000 : 350000); }
int nvmlDeviceGetClockInfo(void *card, int which, u32 *out) {
  return value(out, which == 2 ? (number(card) ? 405 : 9501) : number(card) ? 210 : 1695);
}
int nvmlDeviceGetFanSpeed(void *card, u32 *out) { return number(card) ? 3 : value(out, 68); }
int nvmlDeviceGetCurrentClocksThrottleReasons(void *card, u64 *out) {
  if (mode == REFUSES) return 3;
  out[0] = mode == NONSENSE ? ~0ull : number(card) ? 1 : 0x24;
  return 0;
}
int nvmlDeviceGetComputeRunningProcesses_v3(void *card, u32 *count, process_info *out) {
  if (mode == REFUSES) return 4;
  if (mode == NONSENSE) {
    memset(out, 0xff, *count * sizeof *out);
    *count = 3999999999u;
    return 0;
  }
  if (number(card)) {
    *count = 0;
    return 0;
  }
  out[0] = (process_info){(u32)getppid(), 8589934592ull, 0, 0};
  out[1] = (process_info){1, 536870912ull, 0, 0};
  *count = 2;
  return 0;
}
int nvmlDeviceGetGraphicsRunningProcesses_v3(void *card, u32 *count, process_info *out) {
  (void)card;
  if (mode == REFUSES) return 4;
  out[0] = (process_info){(u32)getppid(), 8589934592ull, 0, 0};
  *count = number(card) ? 0 : 1;
  return 0;
}
int nvmlSystemGetProcessName(u32 pid, char *out, u32 room) {
  (void)pid;
  return text(out, room, "/usr/bin/something");
}
