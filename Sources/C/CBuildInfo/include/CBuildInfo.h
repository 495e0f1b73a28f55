#pragma once

/* Which build this is. The definitions here say "development" and are weak: scripts/release links
   strong ones over them, so that a new commit costs a link and not a build. */
const char *holdfast_build_version(void);
const char *holdfast_build_commit(void);
const char *holdfast_build_date(void);
