/* The host's resolver for records that getaddrinfo does not give. */
#pragma once
#include <stddef.h>

enum cresolve_type { CRESOLVE_TXT = 16, CRESOLVE_MX = 15 };

/* Asks for the records of `name` and writes each as a line into `out`: the strings of a TXT record joined, "preference host" for an MX
   record; bytes below 32 become spaces. Returns how many records there were, 0 where the name or the type does not exist, -1 where
   nobody answered. Takes at most about ten seconds. Safe to call from any thread. */
int cresolve_records(const char *name, enum cresolve_type type, char *out, size_t size);
