#define _GNU_SOURCE
#include "CJail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if __has_include(<linux/landlock.h>)
#include <linux/landlock.h>
#endif

#if defined(__x86_64__)
#define JAIL_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define JAIL_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "The jail knows x86-64 and arm64 only."
#endif

// ── Starting the worker ────────────────────────────────────────────────────────────────────────────────────────────

pid_t regulars_jail_spawn(
    const char *path, char *const arguments[], char *const environment[], int *toChild, int *fromChild) {
    int down[2], up[2];
    if (pipe2(down, O_CLOEXEC) != 0) return -errno;
    if (pipe2(up, O_CLOEXEC) != 0) {
        int failure = errno;
        close(down[0]);
        close(down[1]);
        return -failure;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, down[0], 0);
    posix_spawn_file_actions_adddup2(&actions, up[1], 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);

    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    // Its own process group: Ctrl-C at the terminal stops the program, which then closes the worker in order.
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

    pid_t child = -1;
    int failure = posix_spawn(&child, path, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(down[0]);
    close(up[1]);
    if (failure != 0) {
        close(down[1]);
        close(up[0]);
        return -failure;
    }
    fcntl(down[1], F_SETFL, O_NONBLOCK);
    fcntl(up[0], F_SETFL, O_NONBLOCK);
    *toChild = down[1];
    *fromChild = up[0];
    return child;
}

// ── Locking it in ──────────────────────────────────────────────────────────────────────────────────────────────────

static int limit(int resource, rlim_t value) {
    struct rlimit now;
    if (getrlimit(resource, &now) != 0) return errno;
    if (now.rlim_max != RLIM_INFINITY && now.rlim_max < value) value = now.rlim_max;
    struct rlimit wanted = {.rlim_cur = value, .rlim_max = value};
    return setrlimit(resource, &wanted) == 0 ? 0 : errno;
}

#ifdef LANDLOCK_CREATE_RULESET_VERSION
/// Leaves reading below the library and configuration folders (iconv loads its tables late) and nothing else of the file system.
/// Older kernels answer ENOSYS; then seccomp alone holds.
static void landlock(void) {
    struct landlock_ruleset_attr rules = {
        .handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE
            | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE
            | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG
            | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK
            | LANDLOCK_ACCESS_FS_MAKE_SYM,
    };
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
    if (ruleset < 0) return;
    static const char *readable[] = {"/usr", "/lib", "/lib64", "/etc/ld.so.cache"};
    for (size_t i = 0; i < sizeof readable / sizeof *readable; i++) {
        int folder = open(readable[i], O_PATH | O_CLOEXEC);
        if (folder < 0) continue;
        bool isFile = i == 3;
        struct landlock_path_beneath_attr beneath = {
            .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE
                | (isFile ? 0 : (LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_EXECUTE)),
            .parent_fd = folder,
        };
        syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
        close(folder);
    }
    syscall(SYS_landlock_restrict_self, ruleset, 0);
    close(ruleset);
}
#else
static void landlock(void) {}
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, (value))
#define DENY(number) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), ANSWER(SECCOMP_RET_ERRNO | EPERM)

static int filter(void) {
    struct sock_filter program[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, JAIL_ARCHITECTURE, 1, 0),
        ANSWER(SECCOMP_RET_KILL_PROCESS),
        LOAD(nr),
#if defined(__x86_64__)
        // The x32 table would offer every call a second time under another number.
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
        ANSWER(SECCOMP_RET_ERRNO | EPERM),
#endif
        // No network.
        DENY(SYS_socket),
        DENY(SYS_socketpair),
        DENY(SYS_connect),
        DENY(SYS_bind),
        DENY(SYS_listen),
        DENY(SYS_accept4),
        DENY(SYS_sendto),
        DENY(SYS_sendmsg),
        DENY(SYS_sendmmsg),
        DENY(SYS_io_uring_setup),
        // No other program, no look into other processes.
        DENY(SYS_execve),
        DENY(SYS_execveat),
        DENY(SYS_ptrace),
        DENY(SYS_process_vm_readv),
        DENY(SYS_process_vm_writev),
        DENY(SYS_kill),
        DENY(SYS_tkill),
        DENY(SYS_pidfd_open),
        DENY(SYS_pidfd_getfd),
        DENY(SYS_pidfd_send_signal),
        DENY(SYS_bpf),
        DENY(SYS_perf_event_open),
        DENY(SYS_userfaultfd),
        DENY(SYS_keyctl),
        DENY(SYS_add_key),
        DENY(SYS_mount),
        DENY(SYS_unshare),
        DENY(SYS_setns),
        // No change to files.
        DENY(SYS_unlinkat),
        DENY(SYS_renameat2),
        DENY(SYS_linkat),
        DENY(SYS_symlinkat),
        DENY(SYS_mkdirat),
        DENY(SYS_mknodat),
        DENY(SYS_fchmodat),
        DENY(SYS_fchmod),
        DENY(SYS_fchownat),
        DENY(SYS_truncate),
        DENY(SYS_ftruncate),
        DENY(SYS_openat2),
#if defined(__x86_64__)
        DENY(SYS_fork),
        DENY(SYS_vfork),
        DENY(SYS_accept),
        DENY(SYS_unlink),
        DENY(SYS_rename),
        DENY(SYS_renameat),
        DENY(SYS_link),
        DENY(SYS_symlink),
        DENY(SYS_mkdir),
        DENY(SYS_rmdir),
        DENY(SYS_creat),
        DENY(SYS_chmod),
        DENY(SYS_chown),
        DENY(SYS_mknod),
#endif
        // clone3 hides its flags behind a pointer; without it the C library falls back to clone, whose flags can be read here.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1),
        ANSWER(SECCOMP_RET_ERRNO | ENOSYS),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4),
        LOAD(args[0]),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0),
        ANSWER(SECCOMP_RET_ERRNO | EPERM),
        ANSWER(SECCOMP_RET_ALLOW),
        // Signals and limits for oneself only (abort, and the stack bounds of a thread).
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 4),
        LOAD(args[0]),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 1, 0),
        ANSWER(SECCOMP_RET_ERRNO | EPERM),
        ANSWER(SECCOMP_RET_ALLOW),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prlimit64, 0, 4),
        LOAD(args[0]),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
        ANSWER(SECCOMP_RET_ERRNO | EPERM),
        ANSWER(SECCOMP_RET_ALLOW),
        // Files may be opened for reading only.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 4),
        LOAD(args[2]),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC, 0, 1),
        ANSWER(SECCOMP_RET_ERRNO | EPERM),
        ANSWER(SECCOMP_RET_ALLOW),
#if defined(__x86_64__)
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_open, 0, 4),
        LOAD(args[1]),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC, 0, 1),
        ANSWER(SECCOMP_RET_ERRNO | EPERM),
        ANSWER(SECCOMP_RET_ALLOW),
#endif
        ANSWER(SECCOMP_RET_ALLOW),
    };
    struct sock_fprog wanted = {.len = sizeof program / sizeof *program, .filter = program};
    // TSYNC puts the threads that exist already under the same filter.
    long answer = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &wanted);
    return answer == 0 ? 0 : (answer > 0 ? EBUSY : errno);
}

/// Bytes of address space in use now; 0 when /proc does not say.
static uint64_t mapped(void) {
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file) return 0;
    if (fscanf(file, "%lu", &pages) != 1) pages = 0;
    fclose(file);
    return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

int regulars_jail_enter(uint64_t room) {
    int failure = limit(RLIMIT_AS, mapped() + room);
    if (!failure) failure = limit(RLIMIT_NOFILE, 32);
    if (!failure) failure = limit(RLIMIT_CORE, 0);
    if (!failure) failure = limit(RLIMIT_FSIZE, 0);
    if (failure) return failure;
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return errno;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    // The parent may be gone already or die without a word: then there is nobody left to answer.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return errno;
    landlock();
    return filter();
}

// ── Trying it ──────────────────────────────────────────────────────────────────────────────────────────────────────

/// The child's part: every call that succeeds is a leak.
static int leaks(void) {
    int found = 0;
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0) found |= 1;
    char *const arguments[] = {"true", NULL};
    execv("/bin/true", arguments);
    if (errno != EPERM) found |= 2;
    pid_t child = fork();
    if (child == 0) _exit(0);
    if (child > 0) found |= 4;
    if (open("/tmp", O_TMPFILE | O_WRONLY, 0600) >= 0 || open("/dev/null", O_WRONLY) >= 0) found |= 8;
    if (kill(getppid(), 0) == 0 || syscall(SYS_tgkill, getppid(), getppid(), 0) == 0) found |= 16;
    if (open("/etc/hostname", O_RDONLY) >= 0 || open("/", O_RDONLY) >= 0) found |= 32;
    return found;
}

int regulars_jail_probe(void) {
    int answer[2];
    if (pipe2(answer, O_CLOEXEC) != 0) return -errno;
    pid_t child = fork();
    if (child < 0) return -errno;
    if (child == 0) {
        int failure = regulars_jail_enter(64 << 20);
        int result = failure ? -failure : leaks();
        _exit(write(answer[1], &result, sizeof result) == sizeof result ? 0 : 1);
    }
    close(answer[1]);
    int result = -ECHILD;
    ssize_t got;
    while ((got = read(answer[0], &result, sizeof result)) < 0 && errno == EINTR) {}
    if (got != sizeof result) result = -ECHILD;
    close(answer[0]);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
    return result;
}

// ── Stack and heap ─────────────────────────────────────────────────────────────────────────────────────────────────

struct Errand {
    void (*body)(void *);
    void *context;
};

static void *run(void *argument) {
    struct Errand *errand = argument;
    errand->body(errand->context);
    return NULL;
}

int regulars_jail_run_on_stack(size_t stackSize, void (*body)(void *), void *context) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    int failure = pthread_attr_setstacksize(&attributes, stackSize);
    struct Errand errand = {body, context};
    pthread_t thread;
    if (!failure) failure = pthread_create(&thread, &attributes, run, &errand);
    pthread_attr_destroy(&attributes);
    if (failure) return failure;
    return pthread_join(thread, NULL);
}

void regulars_jail_trim(void) {
    malloc_trim(0);
}
