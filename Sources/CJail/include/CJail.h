// The parse worker's jail: how it is started and what it may not do.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Starts `path` with pipes as its standard input and output, and nothing else of ours: every other descriptor is closed, signals are at
/// their defaults, the environment is `environment` only, standard error is /dev/null.
///
/// Gives the process id and our two ends (close-on-exec, non-blocking), or -errno.
pid_t regulars_jail_spawn(
    const char *path, char *const arguments[], char *const environment[], int *toChild, int *fromChild);

/// Locks the calling process in: `room` bytes of memory beyond what is mapped now, few descriptors, no core file, no new
/// privileges, and from then on no network, no new program, no new process, no writing to files (seccomp; Landlock besides where
/// the kernel has it).
///
/// Call it when everything that the work needs is loaded. Gives 0, or the errno of the part that failed.
int regulars_jail_enter(uint64_t room);

/// Runs `body(context)` on a thread with `stackSize` bytes of stack and waits for it. Gives 0 or an errno.
///
/// The C parsers recurse over strangers' bytes; the main thread's stack depends on the limits of whoever started us.
int regulars_jail_run_on_stack(size_t stackSize, void (*body)(void *), void *context);

/// Gives memory that is free back to the kernel, so that one large message does not stay resident.
void regulars_jail_trim(void);

/// What a jailed process can still do on this kernel, tried in a child: a bit for each of
/// 1 network, 2 other programs, 4 new processes, 8 writing files, 16 signals to others, 32 reading files outside the libraries' folders.
/// Negative when the jail could not be locked at all (-errno).
int regulars_jail_probe(void);
