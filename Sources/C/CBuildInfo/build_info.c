#include "CBuildInfo.h"

#define WEAK __attribute__((weak))

WEAK const char *holdfast_build_version(void) { return "0.0.0-development"; }
WEAK const char *holdfast_build_commit(void) { return "unknown"; }
WEAK const char *holdfast_build_date(void) { return "unknown"; }
