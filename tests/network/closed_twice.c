/* Preloaded, it says on standard error that a descriptor was closed that is not open. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <unistd.h>

int close(int descriptor)
{
    static const char words[] = "closed twice\n";
    int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "close");
    int result = next(descriptor);
    int problem = errno;

    if (result < 0 && problem == EBADF && write(2, words, sizeof words - 1) < 0)
        _exit(99);
    errno = problem;
    return result;
}
